import { describe, expect, test } from 'vitest'
import { en } from '../../src/text/en.ts'
import { addressBook } from './address-book.ts'
import { everyday } from './everyday.ts'
import { type Ending, type Scene, startScene } from './scene.ts'
import { endings } from './table.ts'
import { sentences } from './texts.ts'

/** Every text that reached a chat or a page in any of these tests. */
const seen = new Set<string>()

async function play(ending: Ending): Promise<Scene> {
  const scene = await startScene(ending)
  try {
    await ending.play(scene)
    for (const text of scene.texts()) seen.add(text)
    return scene
  } finally {
    await scene.close()
  }
}

/** A word that says what to do next; or who can. */
const WAY_ON =
  /\b(?:say connect|press|use the card’s other|type the|try (?:again|the same card)|try again|ask (?:them|again)|administrator|in our own chat|operator decides|answered right afterwards|open the same link|tries are left|go back|find contact)\b/i

/** Buttons that do. */
const WAYS_ON = new Set<string>([en.signIn.again, en.signIn.button])

/** What only we should read: protocol words, code names, stacks, and values that were never meant to be shown. */
const TECHNICAL =
  /AADSTS|Trace ID|Correlation|\b(?:Entra|Graph|OAuth|OpenID|Redis|SQLite|JSON|HTTP|token|undefined|null|NaN)\b|\[object|\bat .+:\d+|\b[a-z]+_[a-z_]+\b|\b[A-Za-z]*Error\b/

const ADDRESS = /[a-z]+:\/\/[^\s)"]*/g

const isOurs = (url: string, { emulator, world }: Scene) =>
  [world.publicUrl, emulator.origin, en.consent.work, en.consent.personal, 'https://teams.microsoft.com/l/chat/'].some(
    (known) => url.startsWith(known),
  )

describe.concurrent('every ending has its sentence, with a way on', () => {
  test.for(endings)('$name', async (ending) => {
    const scene = await play(ending)
    const texts = scene.texts()
    expect(texts.some((text) => text.includes(ending.says))).toBe(true)
    expect(WAY_ON.test(ending.says) || scene.buttons().some((title) => WAYS_ON.has(title))).toBe(true)
    for (const text of texts) {
      const addresses = text.match(ADDRESS) ?? []
      expect(addresses.filter((url) => !isOurs(url, scene))).toEqual([])
      expect(text.replace(ADDRESS, '')).not.toMatch(TECHNICAL)
    }
    for (const [, reference] of texts.join('\n').matchAll(/Reference: (\w+)/g)) {
      const lines = scene.world.log.filter((line) => line['reference'] === reference)
      expect(lines.some(({ error }) => error !== undefined)).toBe(true)
    }
  })

  test.for([...everyday, ...addressBook])('all is well: $name', async (ending) => {
    const scene = await play(ending)
    expect(scene.texts().some((text) => text.includes(ending.says))).toBe(true)
  })
})

test('every sentence of the catalogue was seen above, and each is a sentence of its own', () => {
  const all = sentences()
  // Of two that read the same, one could be missing and nobody would know.
  expect(new Set(all.map(({ text }) => text)).size).toBe(all.length)
  expect(all.filter(({ isIn }) => !isIn(seen)).map(({ path }) => path)).toEqual([])
})
