import type { Catalogue } from './catalogue.ts'

/** Why a sign-in did not work. @param changes whether a connected person was asked to allow changes */
export function failedSentence(
  code: keyof Catalogue['signInFailed'],
  changes: boolean,
  { signInFailed, changesFailed }: Catalogue,
): string {
  if (!changes) return signInFailed[code]
  if (code === 'cancelled' || code === 'admin_approval' || code === 'unavailable') return changesFailed[code]
  return code === 'changes_not_granted' ? signInFailed[code] : changesFailed.others
}
