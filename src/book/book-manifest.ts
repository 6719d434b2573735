import type { LeaseMark } from '../store/lease.ts'
import type { AddressBook, BookFolder, Chunk } from './address-book.ts'
import type { Progress } from './read-mailbox.ts'

/** A stored address book's table of contents, `address-book/<user>`. It is written after the chunks that it names, so that all
 *  of them can be read. `mailbox` and `base`: whose contacts, and from which Graph. `old`: chunks of an earlier book, some of
 *  which may not have been deleted yet. */
export type Manifest = {
  mailbox: string
  base: string
  /** The id of the person's own chat: without sign-ins, no other record says which turns were theirs. */
  conversationId?: string | undefined
  book?: KeptFolders | undefined
  old?: string[] | undefined
  /** The lease of the instance that reads the mailbox, how far it is, and how many chunks it may have written: `<version>/0` and
   *  so on. */
  reading?:
    | (LeaseMark & { contacts: number; folders?: Progress['folders']; version: string; chunks: number })
    | undefined
}

/** `contacts`: how many there are in all chunks; older records do not say. */
export type KeptFolders = Omit<AddressBook, 'folders'> & {
  contacts?: number | undefined
  folders: (Omit<BookFolder, 'chunks'> & { chunks: KeptChunk[] })[]
}

/** `at`: the chunk's key after the manifest's, `<version>/<n>`. `until`: when the store deletes it (epoch milliseconds). */
export type KeptChunk = { at: string; until: number }

/** The table of contents of `book`. @param placeOf where a chunk is stored */
export function keptFolders(
  { folders, ...book }: AddressBook,
  placeOf: (chunk: Chunk) => KeptChunk | undefined,
): KeptFolders {
  const places = (chunks: readonly Chunk[]) =>
    chunks.flatMap((chunk) => placeOf(chunk) ?? []).map(({ at, until }) => ({ at, until }))
  const contacts = folders.flatMap(({ chunks }) => chunks).reduce((sum, { length }) => sum + length, 0)
  return { ...book, contacts, folders: folders.map((folder) => ({ ...folder, chunks: places(folder.chunks) })) }
}

/** The book that has this table of contents. @param chunks all of its chunks, by their `at` */
export function bookOf(kept: KeptFolders, chunks: ReadonlyMap<string, Chunk>): AddressBook {
  const { contacts: _, ...book } = kept
  const withChunks = (places: readonly KeptChunk[]) => places.map(({ at }) => chunks.get(at) ?? [])
  return { ...book, folders: kept.folders.map((folder) => ({ ...folder, chunks: withChunks(folder.chunks) })) }
}

export function placesOf(book: KeptFolders | undefined): KeptChunk[] {
  return book?.folders.flatMap(({ chunks }) => chunks) ?? []
}

export function namesOf(book: KeptFolders | undefined): string[] {
  return placesOf(book).map(({ at }) => at)
}

/** The chunks that may be stored but belong to no book: those of an earlier book, and those that a reading has written. */
export function leftoversOf({ old = [], reading }: Manifest): string[] {
  return [...old, ...Array.from({ length: reading?.chunks ?? 0 }, (_, n) => `${reading?.version}/${n}`)]
}

/** How long the manifest of `book` may be kept, at most `keepMs`: no longer than any of its chunks. */
export function lifeOf(book: KeptFolders, keepMs: number, now: number): number {
  let until = now + keepMs
  for (const chunk of placesOf(book)) until = Math.min(until, chunk.until)
  return Math.max(1, until - now)
}
