import type { Catalogue } from './catalogue.ts'
import { en } from './en.ts'

/** The languages of the bot. Each has its own file and a place in LANGUAGES. The first one is used for everybody whose language
 *  is not in the list. */
export type Languages = readonly [Catalogue, ...Catalogue[]]

export const LANGUAGES: Languages = [en]

/** The catalogue for a person.
 *  @param wanted the languages that their client asks for, the preferred one first, as BCP 47 tags (`de-AT`). A tag also finds
 *  the language that it is a variety of: `de-AT` finds `de` (RFC 4647, section 3.4). */
export function catalogueFor(wanted: string | undefined | readonly string[], languages = LANGUAGES): Catalogue {
  if (languages.length === 1) return languages[0]
  const tags = typeof wanted === 'string' ? [wanted] : (wanted ?? [])
  for (const tag of tags.flatMap(withShorter)) {
    const found = languages.find(({ locale }) => locale.toLowerCase() === tag)
    if (found) return found
  }
  return languages[0]
}

/** Only this many subtags are read (`sl-rozaj-biske-1994` has four), because the client's text is not trusted. */
const MOST_SUBTAGS = 4

/** `zh-Hant-TW` as `zh-hant-tw`, `zh-hant`, `zh`. */
function withShorter(tag: string): string[] {
  const subtags = tag.toLowerCase().split('-', MOST_SUBTAGS)
  return subtags.map((_, index) => subtags.slice(0, subtags.length - index).join('-'))
}
