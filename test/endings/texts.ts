import { expect } from 'vitest'
import { SIGN_IN_TTL_MS } from '../../src/sign-in/pending.ts'
import type { Catalogue } from '../../src/text/catalogue.ts'
import { en } from '../../src/text/en.ts'

/** Every text that a person can read in an activity or card, each by itself. */
export function textsIn(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(textsIn)
  if (typeof node !== 'object' || node === null) return []
  return Object.entries(node).flatMap(([name, value]) => {
    if (name === 'data' || name === 'fallback') return []
    // `value` is the text of an invoke's answer, if the answer is not a card.
    const isText =
      ['text', 'title', 'description', 'label'].includes(name) || (name === 'value' && 'statusCode' in node)
    return isText && typeof value === 'string' ? [value.trimEnd()] : textsIn(value)
  })
}

const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" }

/** Every text of a page, each by itself. */
export function textsOnPage(html: string): string[] {
  return html
    .replace(/<style>[\s\S]*?<\/style>/g, '')
    .replace(/<\/?bdi>/g, '')
    .split(/<[^>]*>/)
    .map((text) => text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? '').trim())
    .filter((text) => text !== '')
}

/** A sentence of a catalogue: its path, and a pattern that matches it with any values. */
export type Sentence = { path: string; text: string; isIn: (texts: Iterable<string>) => boolean }

/** Every sentence of a catalogue. A sentence with a different form for the number one counts twice. */
export function sentences(catalogue: Catalogue): Sentence[] {
  return leaves(sentencesOnly(catalogue), catalogue.locale).flatMap(({ path, leaf }) => {
    if (typeof leaf === 'string') return [sentence(path, leaf)]
    const samples = Array.from({ length: leaf.length }, (_, at) => SAMPLE + at)
    const usual = filled(leaf, samples)
    const singular = samples.flatMap((_, at) => {
      const one = filled(leaf, samples.with(at, 1))
      const isOther = one.replaceAll(markOf(at), '1') !== usual.replaceAll(markOf(at), '1')
      return isOther ? [sentence(`${path} (one)`, one)] : []
    })
    return [sentence(path, usual), ...singular]
  })
}

function sentencesOnly({ locale: _locale, format: _format, commands: _commands, ...texts }: Catalogue): object {
  return texts
}

type Leaf = string | ((...filled: unknown[]) => string)

/** A number that appears in no sentence otherwise. */
const SAMPLE = 7_654_321

/** Marks the place of a filled-in text or number in a sentence. */
const markOf = (at: number) => String.fromCodePoint(0xe000 + at)

/** A sentence with a mark in place of each filled-in text or number. */
function filled(leaf: Exclude<Leaf, string>, values: number[]): string {
  const text = leaf(...values.map((value, at) => ({ toString: () => markOf(at), valueOf: () => value })))
  return values.reduce((made, _, at) => made.replaceAll((SAMPLE + at).toLocaleString('en'), markOf(at)), text)
}

function leaves(node: object, path: string): { path: string; leaf: Leaf }[] {
  return Object.entries(node).flatMap(([name, value]: [string, unknown]) => {
    const below = `${path}.${name}`
    if (typeof value === 'object' && value !== null) return leaves(value, below)
    return [{ path: below, leaf: value as Leaf }]
  })
}

/** Longer sentences are also found within other text: two sentences can stand in one message. */
const SHORT = 15

function sentence(path: string, text: string): Sentence {
  const source = escaped(text).replace(/[\ue000-\ue0ff]/g, '[^\\n]+')
  const bare = text.replace(/[\ue000-\ue0ff]/g, '')
  const pattern = new RegExp(bare.length < SHORT ? `^${source}$` : source, 'u')
  return { path, text, isIn: (texts) => [...texts].some((seen) => pattern.test(seen)) }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** The sentence about a fault. Its reference is in brackets in the chat, and after the sentence on a page. */
export function withReference(says: string, catalogue: Catalogue = en): RegExp {
  return new RegExp(`^${escaped(says)} \\(?${referencePattern(catalogue)}\\)?$`)
}

/** Finds the reference in the sentence about a fault. */
export function referencePattern({ trouble }: Catalogue): string {
  return escaped(trouble.reference('\ue000')).replace('\ue000', '([0-9a-f]{8})')
}

/** The card of a sign-in that connected nobody: what happened, and the buttons for the next try. */
export function endedCard(says: string | RegExp, { signIn }: Catalogue): unknown {
  const buttons = `\n${escaped(signIn.tryAgain)}\n${escaped(signIn.browserButton)}`
  return expect.stringMatching(
    new RegExp(`^${typeof says === 'string' ? escaped(says) : bare(says)}${buttons}$`),
  ) as unknown
}

function bare({ source }: RegExp): string {
  return source.replace(/^\^|\$$/g, '')
}

/** The page of a sign-in that connected nobody. With a reference if `says` has one, and in Teams with a button that closes
 *  the window. */
export function endedPage(says: string | RegExp, { appName, page }: Catalogue): unknown {
  const text = typeof says === 'string' ? escaped(says) : bare(says)
  const source = `^${escaped(`${appName} ${page.failed.title}`)} ${text} ${escaped(page.failed.text)}(?: ${escaped(page.close)})?$`
  return expect.stringMatching(new RegExp(source)) as unknown
}

/** The lines of a page with the account, the person whose chat it is, and the place of the chat. */
export function sidesOf(account: string, name: string, place: string, { page }: Catalogue = en): string {
  const { labels, quoted } = page
  return [labels.account, account, labels.person, quoted(name), labels.place, place].join(' ')
}

/** How long a sign-in is valid, in words. */
export function goodFor({ format }: Catalogue): string {
  return format.duration(SIGN_IN_TTL_MS)
}

/** The page of a sign-in that is over. */
export function overText(catalogue: Catalogue): string {
  const { title, text } = catalogue.page.expired
  return `${catalogue.appName} ${title} ${text(goodFor(catalogue))}`
}
