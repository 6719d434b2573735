import { readFileSync } from 'node:fs'
import type { AddressBook, Contact, Folder } from '../../emulator/address-books/contact.ts'
import { nobody } from '../../emulator/address-books/contact.ts'
import { actionsOf } from '../../emulator/channel/actions.ts'
import type { Message } from '../../emulator/channel/conversation.ts'
import type { Fault } from '../../emulator/faults.ts'
import { readable } from '../world.ts'

type Details = Partial<Contact> & { id: string }

/** A situation from a public report about an address book: what is in it, what Outlook does, what is typed, and what the answer
 *  shows. test/README.md explains the members. */
export type Case = {
  id: string
  kind: string
  why: string
  contacts: Details[]
  folders?: { id: string; name: string; contacts: Details[] }[]
  graph?: {
    words: string
    faults?: { path: string; status: number; code: string; overPageSize?: number; onlySkipToken?: true }[]
    afterFirst?: true
    pageSize?: number
    more?: number
    name?: string
    sameNext?: true
  }
  first?: string[]
  say: string[]
  expect: { contains?: string[]; lacks?: string[]; cards?: number }
}

export const CASES = ['chat-contacts', 'chat-own'].flatMap(
  (file) => JSON.parse(readFileSync(new URL(`../cases/${file}.json`, import.meta.url), 'utf8')) as Case[],
)

const HOME: Folder = { id: 'home', displayName: 'Contacts', parentFolderId: undefined, isDefault: true }

/** The mailbox of a case. */
export function bookOf({ contacts, folders = [], graph }: Pick<Case, 'contacts' | 'folders' | 'graph'>): AddressBook {
  const others = folders.map(({ id, name }) => ({ id, displayName: name, parentFolderId: undefined, isDefault: false }))
  const { more = 0, name = '' } = graph ?? {}
  const crowd = Array.from({ length: more }, (_, n) => ({
    id: `crowd-${n}`,
    displayName: `Person ${name}${n}`,
    emailAddresses: [{ address: `${name}${n}@crowd.example`.toLowerCase() }],
  }))
  return {
    folders: [HOME, ...others],
    contacts: [
      ...[...contacts, ...crowd].map((details) => contactIn(HOME.id, details)),
      ...folders.flatMap(({ id, contacts: inside }) => inside.map((details) => contactIn(id, details))),
    ],
  }
}

function contactIn(parentFolderId: string, { id, ...details }: Details): Contact {
  const at = '2026-01-05T08:00:00Z'
  const stamps = { createdDateTime: at, lastModifiedDateTime: at, changeKey: 'EQAAABYAAAC' }
  // The first sixty letters of an id distinguish contacts, and a move does not change them.
  return { id: `AAMkAD${id.padEnd(94, '_')}AAA=`, ...stamps, parentFolderId, ...nobody(), ...details }
}

/** Turns what Outlook does in a case into faults of the emulator. */
export function faultsOf({ graph }: Case, origin: string): Fault[] {
  const faults = (graph?.faults ?? []).map(({ path, status, code, overPageSize, onlySkipToken }): Fault => {
    const below = path.startsWith('^') ? path.slice(1) : `[^?]*${path}`
    return {
      match: new RegExp(`^GET /v1\\.0${below}${onlySkipToken ? '.*skiptoken=' : ''}`),
      status,
      body: { error: { code, message: 'Detail that nobody shall read.' } },
      ...(overPageSize !== undefined && { overPageSize }),
    }
  })
  return graph?.sameNext ? [...faults, ...sameNext(origin)] : faults
}

/** The list of folders has a next page, which is empty and names itself as the next one. */
function sameNext(origin: string): Fault[] {
  const link = { '@odata.nextLink': `${origin}/v1.0/me/contactFolders?$top=999&$skiptoken=same` }
  return [
    { match: /^GET \/v1\.0\/me\/contactFolders\?.*skiptoken=same/, body: { value: [], ...link } },
    { match: /^GET \/v1\.0\/me\/contactFolders\?/, merge: link },
  ]
}

/** Everything that an answer shows, and where its buttons lead. Differences of case, blanks and Unicode composition do not
 *  count. */
export function seenIn(answer: Message): string {
  return plainly([readable(answer), ...actionsOf(answer).map(({ url = '' }) => url)].join('\n'))
}

export function plainly(text: string): string {
  return text.normalize('NFC').toLowerCase().replace(/\s+/g, '')
}

/** How many people an answer shows, on a card of their own or in a row: each has initials in a column of this width. */
export function peopleIn({ attachments }: Message): number {
  return JSON.stringify(attachments).split('"width":"64px"').length - 1
}
