import { expect } from 'vitest'
import { en } from '../../src/text/en.ts'
import { exchange } from '../http/raw.ts'
import { readable } from '../world.ts'
import type { Ending } from './scene.ts'

const { page } = en

/** More than anybody does by hand. */
export const limits: Ending[] = [
  {
    name: 'more than twenty sign-ins within a day, a disconnect among them',
    says: en.signInsUsedUp,
    async play({ ask, card, chat, follow, last }) {
      for (let times = 1; times < 20; times += 1) await chat.send('connect')
      const sent = await card()
      expect(await ask('find contact Alice')).toBe(en.signInsUsedUp)
      await ask('disconnect')
      expect(await ask('connect')).toBe(en.signInsUsedUp)
      expect(readable(last())).toBe(en.signInsUsedUp)
      const end = await follow(sent, { tells: 0 })
      expect(end.status).toBe(410)
    },
  },
  {
    name: 'very many questions in a minute',
    says: en.tooManyQuestions,
    async play({ connected, chat, said }) {
      await connected()
      // On a busy machine they take longer, and more of them are allowed by then.
      while (!said().includes(en.tooManyQuestions)) {
        await Promise.all(Array.from({ length: 20 }, () => chat.send('find contact Zaphod')))
        await chat.settled()
      }
      const answers = said()
      expect(answers.filter((answer) => answer.startsWith(en.nobody('Zaphod'))).length).toBeGreaterThanOrEqual(120)
      expect(answers).toContain(en.tooManyQuestions)
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
      expect(end.text).toBe(`${en.appName} ${page.tooMany.title} ${page.tooMany.text}`)
    },
  },
]
