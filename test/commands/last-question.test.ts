import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Command } from '../../src/commands/command.ts'
import { lastQuestions } from '../../src/commands/last-question.ts'
import { secret } from '../../src/secrets.ts'
import { realStore } from '../store/stores.ts'

let real: ReturnType<typeof realStore>
beforeEach(() => {
  real = realStore('sqlite')
})
afterEach(() => real.close())

const user = {
  channelId: 'msteams',
  tenantId: 't',
  id: 'megan',
  aadObjectId: undefined,
  conversationId: 'c',
  name: 'Megan',
  vouched: true,
}
const ALICE: Command = { type: 'confirm_delete', id: secret() }
const BOB: Command = { type: 'confirm_delete', id: secret() }

/** @param meanwhile what happens at the same time as the channel takes the question */
function asking(meanwhile: (asked: ReturnType<typeof lastQuestions>) => Promise<unknown> = async () => undefined) {
  const asked = lastQuestions(real.store)
  const isCurrent = async () => true
  const ask = (yes: Command, show: () => Promise<void>) => asked.ask({ user, sentAt: 1 }, yes, { isCurrent, show })
  return {
    asked,
    ask,
    ofAlice: () => ask(ALICE, async () => void (await meanwhile(asked))),
    ofBob: () => ask(BOB, async () => undefined),
    yes: () => asked.takeYes({ user, sentAt: 2 }, () => true),
  }
}

test('a yes answers the question that was asked last, once', async () => {
  const { ofAlice, ofBob, yes } = asking()
  await ofAlice()
  await ofBob()
  expect([await yes(), await yes()]).toEqual([BOB, undefined])
})

test('a question that the channel accepts late is no longer the last one after another question', async () => {
  const { ofBob, ask, yes } = asking()
  const given: unknown[] = []
  await ask(ALICE, async () => {
    await ofBob()
    given.push(await yes())
    await ofBob()
  })
  expect([...given, await yes()]).toEqual([BOB, undefined])
})

test('of two questions that are shown at the same time a yes answers neither', async () => {
  const { ask, yes } = asking()
  const shown = Promise.withResolvers<void>()
  const ofAlice = ask(ALICE, () => shown.promise)
  await ask(BOB, async () => undefined)
  shown.resolve()
  await ofAlice
  expect(await yes()).toBeUndefined()
})

test.for([
  ['a command', (asked) => asked.forget(user)],
  ['a text', (asked) => asked.isName(user, 'bob')],
  ['a yes', (asked) => asked.isName(user, 'yes')],
  ['“find” without a name', (asked) => asked.askName(user)],
] as [string, (asked: ReturnType<typeof lastQuestions>) => Promise<unknown>][])(
  'after %s that came while the question was shown, a yes answers nothing',
  async ([, meanwhile]) => {
    const { asked, ofAlice, yes } = asking(meanwhile)
    await ofAlice()
    expect(await yes()).toBeUndefined()
    expect(await asked.isName(user, 'nobody')).toBe(false)
  },
)
