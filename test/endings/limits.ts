import { expect } from 'vitest'
import type { Catalogue } from '../../src/text/catalogue.ts'
import { CODES_A_DAY } from '../../src/sign-in/code-count.ts'
import { megan } from '../../emulator/people.ts'
import type { Page } from '../../emulator/browser.ts'
import { exchange } from '../http/raw.ts'
import { readable } from '../world.ts'
import type { Ending } from './scene.ts'

/** More than anybody does manually. */
export function limits(catalogue: Catalogue): Ending[] {
  const { page } = catalogue
  const usedUp = catalogue.signInsUsedUp(CODES_A_DAY)
  return [
    {
      name: 'more than twenty codes within a day that nobody typed, a disconnect among them',
      says: usedUp,
      env: { OAUTH_TENANT: 'organizations' },
      async play(scene) {
        const web = scene.chatOf(megan, { channelId: 'webchat', aadObjectId: undefined, tenantId: undefined })
        await scene.follow(await scene.card(catalogue.commands.connect[0], web), { chat: web, tells: 0 })
        await scene.ask('cancel', web)
        await scene.damage('sign-ins/', { times: CODES_A_DAY })
        expect(await scene.ask('find contact Alice', web)).toBe(usedUp)
        await scene.ask('disconnect', web)
        expect(await scene.ask('connect', web)).toBe(usedUp)
        expect(readable(scene.last(web))).toBe(usedUp)
      },
    },
    {
      name: 'too many questions in a minute',
      says: catalogue.tooManyQuestions,
      async play({ connected, chat, said }) {
        await connected()
        // On a busy machine they take longer, and the limit allows more of them meanwhile.
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
      name: 'a search that takes too long',
      says: catalogue.searchTooLong,
      newBudget: () => ({ steps: 0, ms: 1_000 }),
      async play({ connected, ask }) {
        await connected()
        expect(await ask('find contact Alice')).toBe(catalogue.searchTooLong)
        expect(await ask('Zaphod')).toBe(catalogue.searchTooLong)
      },
    },
    {
      name: 'a search that is stopped after it has found somebody',
      says: catalogue.searchCutShort,
      newBudget: () => ({ steps: 1, ms: 1_000 }),
      async play({ connected, ask }) {
        await connected()
        expect(await ask('find contact *')).toContain(catalogue.searchCutShort)
      },
    },
    {
      name: 'an answer that Teams finds too large',
      says: catalogue.answerTooLong,
      async play({ ask, emulator }) {
        emulator.faults.add({ match: /^POST \/teams\/v3\//, status: 413, times: 1 })
        expect(await ask(catalogue.commands.help[0])).toBe(catalogue.answerTooLong)
        expect(await ask(catalogue.commands.help[0])).toContain(catalogue.help.title)
      },
    },
    {
      name: 'too many sign-in pages opened from one network',
      says: page.tooMany.text,
      async play({ world, browser }) {
        const { port, pathname } = new URL('/auth/start', world.publicUrl)
        const one = `GET ${pathname}?ticket=x HTTP/1.1\r\nHost: localhost\r\n`
        const open = () => browser().open(`${world.publicUrl}/auth/start?ticket=x`)
        const flood = () =>
          exchange(Number(port), [`${one}\r\n`.repeat(1_500), `${one}Connection: close\r\n\r\n`], 60_000)
        // In the middle of the reading: when it is over, the next one may be accepted again.
        const inTheMiddle = async () => [await open(), await open(), await open()]
        let end: Page | undefined
        while (!end) {
          const [pages] = await Promise.all([inTheMiddle(), flood()])
          end = [...pages, await open()].find(({ status }) => status === 429)
        }
        expect(Number(end.headers['retry-after'])).toBeGreaterThan(0)
        expect(end.text).toBe(`${catalogue.appName} ${page.tooMany.title} ${page.tooMany.text}`)
      },
    },
  ]
}
