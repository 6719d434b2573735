import { expect, test } from 'vitest'
import { alex, megan } from '../../emulator/people.ts'
import { samples, scrape, seriesOf, valueOf } from '../metrics/samples.ts'
import { freePort } from '../redis-server.ts'
import { startWorld } from '../world.ts'
import { crowd } from './crowd.ts'

/** Labels with a closed list of values. */
const LABELS = ['code', 'command', 'kind', 'le', 'operation', 'outcome', 'party', 'reason', 'status', 'trouble']

test('S19 metrics private: a thousand people make no more series than one person, and no series names a person', async () => {
  const people = crowd(1_000)
  const port = await freePort()
  const world = await startWorld({ METRICS_PORT: String(port) }, { people })
  const { channel } = world.emulator
  const ids = ({ oid, tid, name, username }: typeof megan) => [oid, tid, name, username]
  const forged = { channelId: 'webchat', aadObjectId: undefined, tenantId: undefined }
  try {
    for (const person of [megan, alex]) {
      await world.connect(person)
      const chat = channel.personal(person)
      for (const text of ['find Alice', 'status', 'help', 'what is it', '123456', 'cancel', 'find Nobody At All'])
        await chat.ask(text)
      await chat.settled()
    }
    const before = seriesOf(await scrape(port))
    const chats = people.flatMap((person) => [channel.personal(person), channel.personal(person, forged)])
    for (let at = 0; at < chats.length; at += 20)
      await Promise.all(chats.slice(at, at + 20).map((chat, n) => chat.send(n % 2 === 0 ? 'hi' : 'status')))
    const text = await scrape(port)
    expect(valueOf(text, 'bot_turns_total')).toBeGreaterThan(2_000)
    const after = seriesOf(text)
    expect([...after].filter((one) => !before.has(one)).length).toBeLessThan(10)
    expect(after.size).toBeLessThanOrEqual(200)
    expect(samples(text).flatMap(({ labels }) => Object.keys(labels).filter((name) => !LABELS.includes(name)))).toEqual(
      [],
    )
    const known = [
      ...people.flatMap(ids),
      ...chats.map(({ conversation }) => conversation.id),
      '127.0.0.1',
      'localhost',
    ]
    expect(known.filter((id) => text.includes(id))).toEqual([])
  } finally {
    await world.close()
  }
})

test('S19 metrics private: from outside there are none', async () => {
  const port = await freePort()
  const world = await startWorld({ METRICS_PORT: String(port) })
  try {
    for (const path of ['/metrics', '/metrics/', '//metrics', '/%6detrics', '/metrics?x=1', '/healthz/../metrics'])
      expect([path, (await fetch(`${world.publicUrl}${path}`)).status]).toEqual([path, 404])
    const ready = await fetch(`${world.publicUrl}/readyz`)
    expect(await ready.text()).toBe('ready\n')
  } finally {
    await world.close()
  }
})
