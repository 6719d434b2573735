import type { HttpResponse } from './request.ts'

/** The texts that programs get with the statuses of any route. Routes have their own sentences if these do not fit. */
export const REASONS = {
  400: 'Bad request',
  403: 'This host is not served',
  404: 'Not found',
  405: 'Method not allowed',
  413: 'Too large',
  415: 'Encoded bodies are not accepted',
  431: 'Too many headers',
  500: 'Something went wrong',
} as const

/** An answer for programs: empty, or one line of text. */
export function line(status: number, text: string | undefined): HttpResponse {
  if (text === undefined) return { status }
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: `${text}\n` }
}

/** The answer with this status and its general reason. */
export function reasonLine(status: keyof typeof REASONS): HttpResponse {
  return line(status, REASONS[status])
}
