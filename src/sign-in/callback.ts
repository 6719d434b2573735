import { ADMIN_STATE } from '../entra/authorize.ts'
import type { Outcome } from './outcome.ts'

/** An administrator who comes back from the page where they approve the app for everybody; undefined for everybody else. An
 *  `error` counts, whatever stands beside it. Where it comes alone, the `state` that we sent tells an administrator from
 *  other people.
 *  https://learn.microsoft.com/entra/identity-platform/v2-admin-consent */
export function adminsReturn(query: URLSearchParams): Outcome | undefined {
  const isDeclined = query.has('error') && query.get('state') === ADMIN_STATE
  if ((!query.has('admin_consent') && !isDeclined) || query.has('code')) return undefined
  const approved = !query.has('error') && query.get('admin_consent')?.toLowerCase() === 'true'
  return { kind: approved ? 'admin_approved' : 'admin_declined' }
}

const CALLBACK_PARAMETERS = ['state', 'code', 'error', 'error_description', 'error_subcode', 'iss']

/** Whether a callback has one state and either one code or one error, in the characters that RFC 6749 allows, no parameter
 *  twice, and a reasonable length. */
export function isWellFormed(query: URLSearchParams): boolean {
  if (CALLBACK_PARAMETERS.some((name) => query.getAll(name).length > 1)) return false
  if (query.toString().length > 8_000) return false
  const state = query.get('state') ?? ''
  const answers = [query.get('code'), query.get('error')].filter((answer) => answer !== null)
  return /^[\w-]{43}$/.test(state) && answers.length === 1 && /^[\x20-\x7e]+$/.test(answers[0] ?? '')
}
