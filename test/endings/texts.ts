import { en } from '../../src/text/en.ts'

/** Every text that a person can read in an activity or card, each by itself. */
export function textsIn(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(textsIn)
  if (typeof node !== 'object' || node === null) return []
  return Object.entries(node).flatMap(([name, value]) => {
    if (name === 'data' || name === 'fallback') return []
    // `value` is what an invoke's answer says, where it is no card.
    const isText = name === 'text' || name === 'title' || (name === 'value' && 'statusCode' in node)
    return isText && typeof value === 'string' ? [value] : textsIn(value)
  })
}

const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" }

/** Every text of a page, each by itself. */
export function textsOnPage(html: string): string[] {
  return html
    .replace(/<style>[\s\S]*?<\/style>/g, '')
    .split(/<[^>]*>/)
    .map((text) => text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? '').trim())
    .filter((text) => text !== '')
}

/** A sentence of the catalogue: where it stands, and what it looks like with anything filled in. */
export type Sentence = { path: string; text: string; isIn: (texts: Iterable<string>) => boolean }

/** Every sentence of `en`. One that reads otherwise for the number one counts twice. */
export function sentences(): Sentence[] {
  return leaves(en, 'en').flatMap(({ path, leaf }) => {
    if (typeof leaf === 'string') return [sentence(path, leaf)]
    const marks = Array.from({ length: leaf.length }, (_, at) => String.fromCodePoint(0xe000 + at))
    const singular = marks.flatMap((mark, at) => {
      const one = leaf(...marks.with(at, 1 as never))
      return one === leaf(...marks).replaceAll(mark, '1') ? [] : [sentence(`${path} (one)`, one)]
    })
    return [sentence(path, leaf(...marks)), ...singular]
  })
}

type Leaf = string | ((...filled: (string | number)[]) => string)

function leaves(node: object, path: string): { path: string; leaf: Leaf }[] {
  return Object.entries(node).flatMap(([name, value]: [string, unknown]) => {
    const below = `${path}.${name}`
    if (typeof value === 'object' && value !== null) return leaves(value, below)
    return [{ path: below, leaf: value as Leaf }]
  })
}

/** Longer ones are known within other text: two sentences can stand in one message. */
const SHORT = 15

function sentence(path: string, text: string): Sentence {
  const source = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/[\ue000-\ue0ff]/g, '[^\\n]+')
  const bare = text.replace(/[\ue000-\ue0ff]/g, '')
  const pattern = new RegExp(bare.length < SHORT ? `^${source}$` : source, 'u')
  return { path, text, isIn: (texts) => [...texts].some((seen) => pattern.test(seen)) }
}

/** What is said of a fault: in the chat with its reference in brackets, on a page after it. */
export function withReference(says: string): RegExp {
  return new RegExp(`^${says.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')} \\(?Reference: [0-9a-f]{8}\\)?$`)
}
