import { afterEach, expect, test } from 'vitest'
import { megan } from '../../emulator/people.ts'
import { NOTHING_KEPT, startWorld, type World } from '../world.ts'

let world: World | undefined
afterEach(() => world?.close())

test('with LOG_LEVEL=debug each request, each refresh and each step of a sign-in has a line, with no person in it', async () => {
  world = await startWorld(NOTHING_KEPT)
  const { log, emulator } = world
  const chat = emulator.channel.personal(megan)
  await world.connect(megan)
  await chat.settled()
  const body = { error: { code: 'InvalidAuthenticationToken', message: '' } }
  emulator.faults.add({ match: 'graph', status: 401, body, times: 1 })
  await chat.ask('find contact Archer')
  await chat.settled()
  const of = (sentence: string) => log.filter(({ msg }) => msg === sentence)
  const call = {
    method: 'GET',
    host: expect.any(String),
    status: 200,
    ms: expect.any(Number),
    requestId: expect.any(String),
  }
  expect(of('Asked Microsoft')).toContainEqual(expect.objectContaining({ party: 'graph', ...call }))
  expect(of('Asked Microsoft')).toContainEqual(expect.objectContaining({ party: 'entra', method: 'POST', status: 200 }))
  expect(of('A step of a sign-in has ended')).toContainEqual(expect.objectContaining({ outcome: 'connected' }))
  expect(of('Entra was asked for new tokens of a connection')).toContainEqual(
    expect.objectContaining({ outcome: expect.any(String) }),
  )
  const { from, conversation } = chat.compose('')
  const persons = [megan.oid, megan.username, megan.name, from?.id, (conversation as { id: string }).id, 'Archer']
  const text = JSON.stringify(log)
  expect(persons.filter((each) => text.includes(String(each)))).toEqual([])
})
