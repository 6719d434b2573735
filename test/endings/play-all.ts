import { describe, expect, test } from 'vitest'
import { CLOUDS } from '../../src/config/clouds.ts'
import type { Catalogue } from '../../src/text/catalogue.ts'
import { addressBook } from './address-book.ts'
import { editing } from './editing.ts'
import { everyday } from './everyday.ts'
import { questions } from './questions.ts'
import { everydayImports } from './imports.ts'
import { everydayFiles } from './files.ts'
import { type Ending, type Scene, startScene } from './scene.ts'
import { endings } from './table.ts'
import { referencePattern, sentences } from './texts.ts'

/** A word that says what to do next, or who can do it. */
const WAY_ON =
  /\b(?:say connect|press|type the|try (?:again|the same card)|ask again|administrator|in our own chat|the people who run (?:it|this app)|answer your question right after|open the same link|tries left|go back|find contact|send (?:it|them))\b/i

/** Texts that only developers should read: protocol words, code names, stacks, and values that were never meant to be shown. */
const TECHNICAL =
  /AADSTS|Trace ID|Correlation|\b(?:Entra|Graph|OAuth|OpenID|Redis|SQLite|JSON|HTTP|token|undefined|null|NaN)\b|\[object|\bat .+:\d+|\b[a-z]+_[a-z_]+\b|\b[A-Za-z]*Error\b/

const ADDRESS = /[a-z]+:\/\/[^\s)"]*/g

const isOurs = (url: string, { emulator, world }: Scene) =>
  [
    world.publicUrl,
    emulator.origin,
    CLOUDS.public.links.consent,
    CLOUDS.public.links.personalConsent,
    'https://teams.microsoft.com/l/chat/',
  ].some((known) => url.startsWith(known))

type Options = {
  /** Translates a sentence of this catalogue to English. */
  inEnglish?: (text: string) => string
  /** Further checks for every ending. */
  check?: (scene: Scene) => void
}

/** Plays every ending in one language, and then looks whether every sentence of the catalogue was seen. */
export function playAll(catalogue: Catalogue, { inEnglish = (text) => text, check }: Options = {}): void {
  /** Every text that reached a chat or a page. */
  const seen = new Set<string>()
  /** Buttons that say what to do next. */
  const waysOn = new Set<string>([
    catalogue.signIn.again,
    catalogue.signIn.tryAgain,
    catalogue.signIn.button,
    catalogue.askInPrivate,
  ])

  async function play(ending: Ending): Promise<Scene> {
    const scene = await startScene(catalogue, ending)
    try {
      await ending.play(scene)
      for (const text of scene.texts()) seen.add(text)
      expect(scene.texts().some((text) => text.includes(ending.says))).toBe(true)
      for (const { html } of scene.pages()) expect(html).toContain(`<html lang="${catalogue.locale}">`)
      check?.(scene)
      return scene
    } finally {
      await scene.close()
    }
  }

  describe.concurrent('every ending has its sentence, with a way on', () => {
    test.for(endings(catalogue))('$name', async (ending) => {
      const scene = await play(ending)
      const texts = scene.texts()
      const isLed = (said: string[]) =>
        said.some((text) => text.includes(ending.says)) && said.some((text) => waysOn.has(text))
      expect(WAY_ON.test(inEnglish(ending.says)) || scene.messages().some(isLed)).toBe(true)
      for (const text of texts) {
        const addresses = text.match(ADDRESS) ?? []
        expect(addresses.filter((url) => !isOurs(url, scene) && !scene.data().has(url))).toEqual([])
        expect(text.replace(ADDRESS, '')).not.toMatch(TECHNICAL)
      }
      for (const [, reference] of texts.join('\n').matchAll(new RegExp(referencePattern(catalogue), 'g'))) {
        const lines = scene.world.log.filter((line) => line['reference'] === reference)
        expect(lines.some(({ error }) => error !== undefined)).toBe(true)
      }
    })

    test.for([
      ...everyday(catalogue),
      ...addressBook(catalogue),
      ...questions(catalogue),
      ...everydayFiles(catalogue),
      ...everydayImports(catalogue),
      ...editing(catalogue),
    ])('all is well: $name', async (ending) => void (await play(ending)))
  })

  test('every sentence of the catalogue was seen above, and each is a sentence of its own', () => {
    const all = sentences(catalogue)
    // If two sentences were the same, one could be missing and no test would notice.
    expect(new Set(all.map(({ text }) => text)).size).toBe(all.length)
    expect(all.filter(({ isIn }) => !isIn(seen)).map(({ path }) => path)).toEqual([])
  })
}
