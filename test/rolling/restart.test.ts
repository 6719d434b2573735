import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { megan } from '../../emulator/people.ts'
import { turnsPerSecond } from './load.ts'
import { findProxy, statusAt } from './proxies.ts'
import { type Site, site } from './site.ts'

describe.each(['haproxy', 'nginx'] as const)('behind %s as docs/deploy.md shows it', (name) => {
  let here: Site
  beforeAll(async () => {
    findProxy(name)
    here = await site(name)
  }, 600_000)
  afterAll(() => here.close())

  it('a restart of both instances, one after the other, loses none of 20 turns a second', async () => {
    const { emulator, places } = here
    const stop = turnsPerSecond(emulator)
    for (const one of places) {
      await one.works()
      await one.stop()
      await one.start()
      await one.works()
    }
    const { sent, lost, answers } = await stop()
    expect(lost).toEqual([])
    expect(sent).toBeGreaterThan(200)
    expect(answers).toBe(sent)
  })

  it('only the public paths lead to the bot, and the log has no ticket', async () => {
    const { emulator, proxy } = here
    for (const path of ['/readyz', '/healthz', '/metrics', '/', '/auth', '/api/messages/x'])
      expect([path, await statusAt(proxy.port, path)]).toEqual([path, 404])
    for (const path of ['/privacy', '/terms', '/auth/teams-js.js'])
      expect([path, await statusAt(proxy.port, path)]).toEqual([path, 200])
    const chat = emulator.channel.personal(megan)
    await chat.send('connect')
    const ticket = /ticket=([\w-]{43})/.exec(JSON.stringify(chat.messages))?.[1] ?? ''
    expect(ticket).not.toBe('')
    expect(await statusAt(proxy.port, `/auth/start?ticket=${ticket}`)).toBe(200)
    await statusAt(proxy.port, '/auth/callback?code=swordfish&state=swordfish')
    await expect.poll(proxy.log).toContain('/auth/callback')
    expect(proxy.log()).toContain('/auth/start')
    expect(proxy.log()).not.toContain(ticket)
    expect(proxy.log()).not.toContain('swordfish')
  })
})
