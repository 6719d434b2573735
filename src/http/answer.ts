import { newReference } from '../reference.ts'
import { en } from '../text/en.ts'
import { RefusedBody } from './body.ts'
import { pageHeaders } from './headers.ts'
import { line, reasonLine } from './lines.ts'
import { troublePage } from './pages.ts'
import type { HttpRequest, HttpResponse, Route } from './request.ts'

export type Faults = {
  onFault: (error: unknown, reference: string) => void
  /** The sentence for a fault that has a better one than "something went wrong". */
  sentenceOf: (error: unknown) => string | undefined
  /** Where a page's form may lead. */
  authority: string
}

/** What a route answers. A fault is answered as the route's readers can read it, and never rejects. */
export async function answer(route: Route, request: HttpRequest, faults: Faults): Promise<HttpResponse> {
  try {
    return await route.handle(request)
  } catch (error) {
    if (error instanceof RefusedBody) return line(error.status, error.message)
    const reference = newReference()
    faults.onFault(error, reference)
    return route.page ? faultPage(error, reference, faults) : reasonLine(500)
  }
}

function faultPage(error: unknown, reference: string, { sentenceOf, authority }: Faults): HttpResponse {
  const sentence = sentenceOf(error)
  const page = troublePage(sentence ? 503 : 500, sentence ?? en.trouble.unexpected, reference)
  return { status: page.status, headers: pageHeaders(authority), body: page.html }
}
