import { newReference } from '../reference.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { catalogueFor, type Languages } from '../text/languages.ts'
import { acceptedLanguages } from './accept-language.ts'
import { RefusedBody } from './body.ts'
import { pageHeaders } from './headers.ts'
import { line, reasonLine } from './text-response.ts'
import { troublePage } from './plain-pages.ts'
import type { HttpRequest, HttpResponse, Route } from './request.ts'

export type Faults = {
  onFault: (error: unknown, reference: string) => void
  /** Called with a request that was refused for its form. */
  onRefused: (line: { status: number; reason: string }) => void
  /** The sentence for a fault that has a better one than "something went wrong". */
  sentenceOf: (error: unknown, catalogue: Catalogue) => string | undefined
  languages?: Languages | undefined
}

/** The answer of a route. A fault is answered in the form that the route's readers understand. Never rejects. */
export async function answer(route: Route, request: HttpRequest, faults: Faults): Promise<HttpResponse> {
  try {
    return await route.handle(request)
  } catch (error) {
    if (error instanceof RefusedBody) return refused(error, faults)
    const reference = newReference()
    faults.onFault(error, reference)
    return route.page ? faultPage(error, reference, request, faults) : reasonLine(500)
  }
}

function refused({ status, message }: RefusedBody, { onRefused }: Faults): HttpResponse {
  onRefused({ status, reason: message })
  return line(status, message)
}

function faultPage(error: unknown, reference: string, request: HttpRequest, faults: Faults): HttpResponse {
  const catalogue = catalogueFor(acceptedLanguages(request.headers['accept-language']), faults.languages)
  const sentence = faults.sentenceOf(error, catalogue)
  const page = troublePage(sentence ? 503 : 500, sentence ?? catalogue.trouble.unexpected, reference, catalogue)
  return { status: page.status, headers: pageHeaders(), body: page.html }
}
