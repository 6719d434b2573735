import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readFileSync } from 'node:fs'
import { megan } from '../../emulator/people.ts'
import { readable, signInWith } from '../world.ts'
import { turnsPerSecond } from './load.ts'
import { type Previous, previousRelease } from './previous.ts'
import { findProxy, statusAt } from './proxies.ts'
import { type Site, site } from './site.ts'

let previous: Previous
let all: Site
beforeAll(async () => {
  findProxy('haproxy')
  previous = previousRelease()
  all = await site('haproxy', previous.program)
}, 600_000)
afterAll(async () => {
  await all.close()
  previous.remove()
})

describe('an upgrade from the previous release, one instance after the other', () => {
  it('loses none of 20 turns a second, and nobody’s connection, also on the way back', async () => {
    const chat = all.emulator.channel.personal(megan)
    const [card] = await chat.ask('connect')
    await signInWith(card, megan)
    await chat.settled()
    expect(await answered(all)).toContain('Alice')
    const stop = turnsPerSecond(all.emulator)
    for (const program of [undefined, previous.program]) {
      for (const one of all.places) {
        await one.stop()
        await one.start(program)
        await one.works()
        // One version has written the record, and the other reads and writes it.
        all.emulator.entra.expireAccessTokens()
        expect(await answered(all)).toContain('Alice')
      }
    }
    const { sent, lost, answers } = await stop()
    expect(lost).toEqual([])
    expect(sent).toBeGreaterThan(200)
    expect(answers).toBe(sent)
    expect(await statusAt(all.proxy.port, '/auth/start?ticket=x')).toBe(410)
  })
})

async function answered({ emulator }: Site): Promise<string> {
  const answer = await emulator.channel.personal(megan).ask('find contact Alice')
  return answer.map(readable).join('\n')
}

it('the version of the Teams app is the release’s, without what follows a hyphen', () => {
  const versionIn = (file: string) => (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
  expect(versionIn('manifest/manifest.json')).toBe(versionIn('package.json').split('-')[0])
})
