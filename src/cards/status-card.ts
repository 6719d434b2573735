import type { Reply } from '../commands/reply.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { accountName } from '../text/account-name.ts'
import { apology } from './apology.ts'
import { unreadLines } from './small-print.ts'
import { adaptiveCard, ask, field, ownText, type Part } from './parts.ts'

/** Shows which account is connected and how many contacts it has, or why they cannot be counted. */
export function statusCard(reply: Reply & { kind: 'status' }, catalogue: Catalogue): Part {
  const { account, since, timeZone, graphBase, contacts, people, unread, changes } = reply
  const { status: words, format } = catalogue
  const username = accountName(account, catalogue)
  const details = graphBase === undefined ? [ask(words.details, { type: 'status', details: true })] : []
  const body = [
    ownText(words.title, { weight: 'Bolder' }),
    field(words.account, [...new Set([account.name.trim() || username, username])]),
    ...(since === undefined ? [] : [field(words.since, [format.date(since, timeZone)])]),
    ...(changes === undefined ? [] : [field(words.changes, [permission(changes, words)])]),
    field(words.contacts, [
      'trouble' in contacts ? apology(contacts, catalogue) : words.counted(contacts.contacts, contacts.folders),
    ]),
    ...('trouble' in contacts || people === undefined || people === contacts.contacts
      ? []
      : [field(words.people, [words.peopleCounted(people)])]),
    ...(graphBase === undefined ? [] : [field(words.address, [graphBase])]),
    ...unreadLines(unread, catalogue),
  ]
  return adaptiveCard(body, details)
}

function permission(changes: 'allowed' | 'not_yet' | 'awaits_admin', words: Catalogue['status']): string {
  if (changes === 'allowed') return words.allowed
  return changes === 'not_yet' ? words.notYet : words.awaitsAdmin
}
