// The address books of the emulator's people, made up from a seed: the same seed always gives the same book.
import type { AddressBook, Contact, Details, Folder } from './address-books/contact.ts'
import { ALICE, EXAMPLES, MORE_EXAMPLES, NAMELESS, NAMESAKES } from './address-books/known.ts'
import { somebody } from './address-books/person.ts'
import { type Random, random } from './address-books/random.ts'
import { alex, lidia, megan } from './people.ts'

export type { AddressBook } from './address-books/contact.ts'

/** Folders and their subfolders, by name. */
export type FolderPlan = { [name: string]: FolderPlan }

export type BookOptions = {
  seed: number
  /** How many contacts in all, `including` and `duplicates` counted. */
  count: number
  /** Folders besides the default one. */
  folders?: FolderPlan
  /** Contacts that come first, in the default folder. */
  including?: readonly Details[]
  /** Contacts that come last but for the duplicates, in place of made-up people. */
  ending?: readonly Details[]
  /** How many of the others are in two folders, the default one and another. */
  duplicates?: number
}

const MEGANS_FOLDERS: FolderPlan = {
  Customers: { Nordics: { Oslo: {}, 'Tromsø & North': {} }, Benelux: {} },
  Family: {},
  Suppliers: { アジア: { 'Old "quotes"': {} } },
  Empty: {},
}

/** 320 contacts, one of them called Alice. */
export const megansBook = (): AddressBook =>
  addressBook({
    seed: 2014,
    count: 320,
    folders: MEGANS_FOLDERS,
    including: [ALICE, ...NAMESAKES, ...EXAMPLES, ...NAMELESS],
    ending: MORE_EXAMPLES,
    duplicates: 5,
  })

/** 180 contacts, none called Alice. */
export const alexsBook = (): AddressBook =>
  addressBook({
    seed: 2026,
    count: 180,
    folders: { 'Project Zephyr': { Archive: {} }, Press: {} },
    including: NAMESAKES.slice(2),
    duplicates: 3,
  })

/** The books by oid. Lidia's has no contacts. */
export const addressBooks = (): Map<string, AddressBook> =>
  new Map([
    [megan.oid, megansBook()],
    [alex.oid, alexsBook()],
    [lidia.oid, addressBook({ seed: 7, count: 0 })],
  ])

/** A third of the contacts is in the default folder; the other folders share the rest. A folder called Empty stays empty. */
export function addressBook({
  seed,
  count,
  folders = {},
  including = [],
  ending = [],
  duplicates = 0,
}: BookOptions): AddressBook {
  const dice = random(seed)
  const home: Folder = { id: folderId(dice), displayName: 'Contacts', parentFolderId: undefined, isDefault: true }
  const others = planned(folders, undefined, dice)
  const full = others.filter(({ displayName }) => displayName !== 'Empty')
  const place = () => (full.length === 0 || dice.chance(1 / 3) ? home : dice.pick(full))

  const contacts = including.slice(0, count).map((details) => contact(structuredClone(details), home, dice))
  while (contacts.length + duplicates < count) {
    const madeUp = somebody(dice)
    // It is made even if it is not used, so that all other contacts stay the same.
    const known = ending[contacts.length - (count - duplicates - ending.length)]
    contacts.push(contact(structuredClone(known ?? madeUp), place(), dice))
  }
  for (const original of contacts.slice(including.length, including.length + duplicates)) {
    if (contacts.length < count) contacts.push(contact(copied(original), otherThan(original, home, full), dice))
  }
  return { folders: [home, ...others], contacts }
}

function planned(plan: FolderPlan, parentFolderId: string | undefined, dice: Random): Folder[] {
  return Object.entries(plan).flatMap(([displayName, below]) => {
    const id = folderId(dice)
    return [{ id, displayName, parentFolderId, isDefault: false }, ...planned(below, id, dice)]
  })
}

function otherThan(original: Contact, home: Folder, full: readonly Folder[]): Folder {
  return original.parentFolderId === home.id ? (full[0] ?? home) : home
}

function copied(original: Contact): Details {
  const {
    id: _id,
    changeKey: _key,
    createdDateTime: _at,
    lastModifiedDateTime: _then,
    parentFolderId: _in,
    ...details
  } = original
  return structuredClone(details)
}

const MINUTE_MS = 60_000
const FIRST_DAY = Date.UTC(2019, 0, 7, 8)

function contact(details: Details, { id: parentFolderId }: Folder, dice: Random): Contact {
  const createdAt = FIRST_DAY + dice.below(3_000_000) * MINUTE_MS
  return {
    id: `AAMkAD${dice.letters(110)}AAA=`,
    createdDateTime: timestamp(createdAt),
    lastModifiedDateTime: timestamp(createdAt + dice.below(10_000) * MINUTE_MS),
    changeKey: `EQAAABYAAAC${dice.letters(9)}`,
    parentFolderId,
    ...details,
  }
}

const folderId = (dice: Random) => `AAMkAD${dice.letters(100)}EOAAA=`

const timestamp = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`
