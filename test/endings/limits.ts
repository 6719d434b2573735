import { expect } from 'vitest'
import type { Catalogue } from '../../src/text/catalogue.ts'
import { SIGN_INS_A_DAY } from '../../src/sign-in/limits.ts'
import { exchange } from '../http/raw.ts'
import { readable } from '../world.ts'
import type { Ending } from './scene.ts'

/** More than anybody does by hand. */
export function limits(catalogue: Catalogue): Ending[] {
  const { page } = catalogue
  const usedUp = catalogue.signInsUsedUp(SIGN_INS_A_DAY)
  return [
    {
      name: 'more than twenty sign-ins within a day, a disconnect among them',
      says: usedUp,
      async play({ ask, card, chat, follow, last }) {
        for (let times = 1; times < SIGN_INS_A_DAY; times += 1) await chat.send('connect')
        const sent = await card()
        expect(await ask('find contact Alice')).toBe(usedUp)
        await ask('disconnect')
        expect(await ask('connect')).toBe(usedUp)
        expect(readable(last())).toBe(usedUp)
        const end = await follow(sent, { tells: 0 })
        expect(end.status).toBe(410)
      },
    },
    {
      name: 'very many questions in a minute',
      says: catalogue.tooManyQuestions,
      async play({ connected, chat, said }) {
        await connected()
        // On a busy machine they take longer, and the limit allows more of them by then.
        while (!said().includes(catalogue.tooManyQuestions)) {
          await Promise.all(Array.from({ length: 20 }, () => chat.send('find contact Zaphod')))
          await chat.settled()
        }
        const answers = said()
        expect(answers.filter((answer) => answer.startsWith(catalogue.nobody('Zaphod'))).length).toBeGreaterThanOrEqual(
          120,
        )
        expect(answers).toContain(catalogue.tooManyQuestions)
      },
    },
    {
      name: 'an answer that Teams finds too large',
      says: catalogue.tooLong,
      async play({ ask, emulator }) {
        emulator.faults.add({ match: /^POST \/teams\/v3\//, status: 413, times: 1 })
        expect(await ask(catalogue.commands.help[0])).toBe(catalogue.tooLong)
        expect(await ask(catalogue.commands.help[0])).toContain(catalogue.help.title)
      },
    },
    {
      name: 'very many sign-in pages opened from one network',
      says: page.tooMany.text,
      async play({ world, browser }) {
        const { port, pathname } = new URL('/auth/start', world.publicUrl)
        const one = `GET ${pathname}?ticket=x HTTP/1.1\r\nHost: localhost\r\n`
        await exchange(Number(port), [`${one}\r\n`.repeat(700), `${one}Connection: close\r\n\r\n`], 15_000)
        let end = await browser().open(`${world.publicUrl}/auth/start?ticket=x`)
        while (end.status !== 429) end = await browser().open(end.url)
        expect(Number(end.headers['retry-after'])).toBeGreaterThan(0)
        expect(end.text).toBe(`${catalogue.appName} ${page.tooMany.title} ${page.tooMany.text}`)
      },
    },
  ]
}
