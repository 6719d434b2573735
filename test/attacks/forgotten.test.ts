import { DatabaseSync } from 'node:sqlite'
import { afterEach, expect, test } from 'vitest'
import { signInUrl } from '../../emulator/channel/actions.ts'
import { megan } from '../../emulator/people.ts'
import { createLog } from '../../src/log.ts'
import { storedKeys } from '../conversations/stored.ts'
import { said, signInWith, startWorld, type World } from '../world.ts'

const worlds: World[] = []
afterEach(async () => {
  await Promise.all(worlds.splice(0).map((world) => world.close()))
})

async function connected() {
  const world = await startWorld()
  worlds.push(world)
  const chat = world.emulator.channel.personal(megan)
  await world.connect(megan)
  await chat.settled()
  return { world, chat }
}

/** Copies the rows under `prefix`, as a backup does. @returns a function that puts them back */
function backup({ dataFile }: World, prefix: string): () => void {
  const read = new DatabaseSync(dataFile)
  const rows = read.prepare('SELECT * FROM record WHERE key LIKE ?').all(`${prefix}%`)
  read.close()
  expect(rows.length).toBeGreaterThan(0)
  return () => {
    const write = new DatabaseSync(dataFile)
    const put = write.prepare('INSERT OR REPLACE INTO record (key, version, value, expires_at) VALUES (?, ?, ?, ?)')
    for (const { key, version, value, expires_at: at } of rows) put.run(key!, version!, value!, at!)
    write.close()
  }
}

test('S69 forgotten for good: a connection that a backup restores after disconnect does not connect again', async () => {
  const { world, chat } = await connected()
  const putBack = backup(world, 'connection/')
  await chat.ask('disconnect')
  putBack()
  world.emulator.graph.calls.length = 0
  const card = (await chat.ask('find contact Alice')).at(-1)
  expect(card && signInUrl(card)).toBeDefined()
  expect(world.emulator.graph.calls).toEqual([])
  expect(await storedKeys(world, 'connection/')).toEqual([])
})

test('S69 forgotten for good: a connection that a backup restores after the app was removed does not connect again', async () => {
  const { world, chat } = await connected()
  const putBack = backup(world, 'connection/')
  await chat.uninstall()
  await chat.settled()
  putBack()
  await chat.install()
  await chat.settled()
  expect((await chat.ask('status')).length).toBe(1)
  expect(said(chat).at(-1)).not.toContain(megan.username)
})

test('S69 forgotten for good: a new sign-in after disconnect connects, whatever a backup has restored', async () => {
  const { world, chat } = await connected()
  const putBack = backup(world, 'connection/')
  await chat.ask('disconnect')
  putBack()
  await signInWith((await chat.ask('connect')).at(-1), megan)
  await chat.settled()
  await chat.ask('status')
  expect(said(chat).at(-1)).toContain(megan.username)
})

test('S69 forgotten for good: the log does not contain the name of an invoke that a client made up', async () => {
  const { world, chat } = await connected()
  const name = `signin/${'x'.repeat(990)}`
  expect((await chat.invoke(name, {})).status).toBe(200)
  await chat.settled()
  expect(JSON.stringify(world.log)).not.toContain('xxxx')
  expect(world.log).toContainEqual(expect.objectContaining({ name: 'unknown' }))
})

test.each(['x\n    at SECRET', '\n    at SECRET (file:1:1)\n    at SECRET2', '    at SECRET'])(
  'S69 forgotten for good: the place in the log quotes no message (%j)',
  (message) => {
    let written = ''
    const log = createLog('info', { write: (line) => void (written += line) })
    log.error({ error: new SyntaxError(message) }, 'It failed')
    const renamed = new Error('first')
    renamed.message = message
    log.error({ error: renamed }, 'It failed')
    log.error({ error: new Error('outer', { cause: new Error(message) }) }, 'It failed')
    expect(written).not.toContain('SECRET')
    expect(written).toContain('forgotten.test.ts')
  },
)

test('a Graph that answers 401 again and again asks the person to sign in again, once', async () => {
  const { world, chat } = await connected()
  world.emulator.faults.add({ match: 'graph', status: 401, body: { error: { code: 'InvalidAuthenticationToken' } } })
  const card = (await chat.ask('find contact Alice')).at(-1)
  expect(card && signInUrl(card)).toBeDefined()
  expect(await storedKeys(world, 'connection/')).toHaveLength(1)
  await signInWith(card, megan)
  await chat.settled()
  const cards = chat.messages.filter((message) => signInUrl(message) !== undefined)
  expect(cards).toEqual([])
  expect(said(chat).at(-1)).toMatch(/Outlook isn’t responding/)
  world.emulator.faults.clear()
  await chat.ask('find contact Alice')
  expect(said(chat).at(-1)).toContain('Alice Admin')
})
