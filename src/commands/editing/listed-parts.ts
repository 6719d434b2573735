// Which folders and categories `list contacts` offers, and which of them the person wants.
import { type AddressBook, type BookFolder, chunksIn, pathOf } from '../../book/address-book.ts'
import type { OpenBook } from '../../book/open-book.ts'
import { slices } from '../../slices.ts'
import { foldTyped } from '../../text/fold.ts'
import { CATEGORY, FOLDER, NAMED } from '../part-ids.ts'
import type { ListedPart } from '../reply.ts'

/** The part that is listed. `of`: its id, see `part-ids.ts`; undefined for all contacts. `shown`: the part in the card's title.
 *  `folder`: the folder's id, if it is one. `category`: the category's name, if it is one. */
export type Part = { of: string | undefined; shown: ListedPart; folder?: string; category?: string }

/** A folder or a category that can be chosen. `of`: its id. */
export type Choice = { of: string; name: string }

/** Longer choices are hard to read, and make the card large. */
const MOST_PARTS = 30

/** `parts`: the first folders and categories that have contacts. `part`: the part to list; undefined if there is no folder or
 *  category of this name. */
export async function listedParts(
  { book }: Pick<OpenBook, 'book'>,
  of: string | undefined,
): Promise<{ parts: Choice[]; part: Part | undefined }> {
  const isWanted = wanting(of)
  const full = book.folders.filter(({ chunks }) => chunks.length > 0)
  const folders = full.length > 1 ? full.map(folderOf) : []
  const { first, found } = await categoriesIn(book, MOST_PARTS, (name) => isWanted(categoryOf(name)))
  const parts = [...folders, ...first.map(categoryOf)].slice(0, MOST_PARTS)
  if (of === undefined) return { parts, part: { of, shown: 'all' } }
  // A folder without contacts is not offered, but a person can name it.
  const folder = book.folders.map(folderOf).find(isWanted)
  if (folder)
    return { parts, part: { of: folder.of, shown: { folder: folder.name }, folder: folder.of.slice(FOLDER.length) } }
  if (found === undefined) return { parts, part: undefined }
  return { parts, part: { of: categoryOf(found).of, shown: { category: found }, category: found } }
}

const folderOf = (folder: BookFolder): Choice => ({ of: `${FOLDER}${folder.id}`, name: pathOf(folder) })
const categoryOf = (name: string): Choice => ({ of: `${CATEGORY}${name}`, name })

/** @param of the id of a choice, or its name as it was typed
 *  @returns a function that says whether a choice is the wanted one */
function wanting(of: string | undefined): (choice: Choice) => boolean {
  if (!of?.startsWith(NAMED)) return (choice) => choice.of === of
  const wanted = foldTyped(of.slice(NAMED.length)).toLowerCase()
  return ({ name }) => [name, name.split(' › ').at(-1)].some((text) => text?.toLowerCase() === wanted)
}

/** `first`: the first `most` categories in a book. `found`: the first wanted one. Each contact may have twenty unique
 *  categories, so they are never all sorted. */
async function categoriesIn(
  book: AddressBook,
  most: number,
  isWanted: (name: string) => boolean,
): Promise<{ first: string[]; found: string | undefined }> {
  const seen = new Set<string>()
  const first: string[] = []
  let found: string | undefined
  const slice = slices()
  for (const chunk of chunksIn(book)) {
    if (slice.isOver()) await slice.next()
    for (const name of chunk.flatMap(({ categories = [] }) => categories)) {
      if (seen.has(name)) continue
      seen.add(name)
      if (isWanted(name) && (found === undefined || name < found)) found = name
      if (first.length === most && name > (first.at(-1) ?? '')) continue
      const at = first.findIndex((one) => name < one)
      first.splice(at === -1 ? first.length : at, 0, name)
      if (first.length > most) first.pop()
    }
  }
  return { first, found }
}
