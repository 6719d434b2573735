import type { Catalogue } from './catalogue.ts'
import { en } from './en.ts'

/** Languages that the bot speaks. Each has a file of its own, and a place in LANGUAGES. The first is spoken to everybody whose
 *  own language is not among them. */
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

/** Longer tags than `sl-rozaj-biske-1994` are not looked at: what a client sends is anybody's text. */
const MOST_SUBTAGS = 4

/** `zh-Hant-TW` as `zh-hant-tw`, `zh-hant`, `zh`. */
function withShorter(tag: string): string[] {
  const subtags = tag.toLowerCase().split('-', MOST_SUBTAGS)
  return subtags.map((_, index) => subtags.slice(0, subtags.length - index).join('-'))
}
