// Lines in small print that contact cards and lists share.
import type { Unread } from '../book/open-book.ts'
import type { AsOf } from '../commands/reply.ts'
import type { Reason } from '../search/search.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { foreignText, ownText, type Part, SMALL } from './parts.ts'
import { plain } from './safe-text.ts'

const BLOCK: Part = { spacing: 'Small' }
const LINE: Part = { ...SMALL, ...BLOCK }

/** Why somebody was found, if the card does not show it. */
export function reasonLine(because: Reason | undefined, catalogue: Catalogue): Part[] {
  return because === undefined ? [] : [ownText(catalogue.because[because], LINE)]
}

/** Says why six digits were searched for that may have been meant as a code. */
export function digitsLine(isForDigits: boolean | undefined, { digitsSearched }: Catalogue): Part[] {
  return isForDigits ? [ownText(digitsSearched, LINE)] : []
}

/** How many folders are named; their names may be long. */
const MOST_FOLDERS = 2
const MOST_IN_PATH = 60

/** The parts that Outlook did not let us read, if somebody may be missing because of that. */
export function unreadLines(unread: Unread | undefined, { unread: words }: Catalogue): Part[] {
  if (!unread) return []
  const named = unread.folders.slice(0, MOST_FOLDERS).map((path) => words.folder(plain(path, MOST_IN_PATH)))
  const more = unread.folders.length - named.length
  return [
    ...named.map((line) => foreignText(line, SMALL, BLOCK)),
    ...(more > 0 ? [ownText(words.more(more), LINE)] : []),
    ...(unread.others ? [ownText(words.list, LINE)] : []),
  ]
}

/** Why somebody may be missing: the search was stopped. */
export function cutShortLine(isCutShort: boolean | undefined, { searchCutShort }: Catalogue): Part[] {
  return isCutShort ? [ownText(searchCutShort, LINE)] : []
}

/** Why an answer comes from an older copy, and how old the copy is. */
export function asOfLine(asOf: AsOf | undefined, catalogue: Catalogue): Part[] {
  return asOf === undefined ? [] : [ownText(asOfSentence(asOf, catalogue), LINE)]
}

function asOfSentence({ ageMs, because }: AsOf, { asOf: words, format, trouble }: Catalogue): string {
  const ago = format.ago(ageMs)
  if (because === 'checking') return words.checking(ago)
  if (because === 'contacts_down') return words.unreachable(ago)
  if (because === 'contacts_throttled') return words.throttled(ago)
  return `${words.older(ago)} ${trouble[because]}`
}
