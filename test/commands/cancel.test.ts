import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Asked } from '../../src/commands/asked.ts'
import type { Command } from '../../src/commands/command.ts'
import { commands } from '../../src/commands/dispatch.ts'
import { lastQuestions } from '../../src/commands/last-question.ts'
import type { Reply } from '../../src/commands/reply.ts'
import { keptIn } from '../../src/commands/turn-memory.ts'
import { editing } from '../../src/editing/drafts.ts'
import { secret } from '../../src/secrets.ts'
import { StoreError } from '../../src/store/store.ts'
import { en } from '../../src/text/en.ts'
import { chat, onePerson } from '../sign-in/one-person.ts'
import { realStore, tapped } from '../store/stores.ts'

let real: ReturnType<typeof realStore>
beforeEach(() => {
  real = realStore('sqlite')
})
afterEach(() => real.close())

/** A person with an open form, and a message of theirs that is delivered twice, each time to another instance. */
async function twice(command: Command) {
  let isDead = false
  const dying = tapped(real.store, {
    before: () => {
      if (isDead) throw new StoreError('unreachable', 'This process is dead')
    },
  })
  const { user } = onePerson(real.store)
  const { drafts } = editing(real.store)
  const form = await drafts.make(user, { purpose: 'merge', mailbox: 'm', query: 'alice', ids: [] })
  const memory = { value: undefined as unknown }

  function instance(store: typeof dying, save: () => Promise<void>) {
    const { signIns, stored } = onePerson(store, { user })
    const services = { store, signIn: signIns, connections: stored, edits: true } as Parameters<typeof commands>[0]
    const asked: Asked = {
      user,
      chat,
      words: en.commands,
      sentAt: Date.now(),
      reference: 'r',
      kept: keptIn(Object.assign(memory, { save })),
      onFault: () => undefined,
    }
    return async () => {
      const said: Reply['kind'][] = []
      await commands(services).run(command, asked, async ({ reply }) => void said.push(reply.kind))
      return said
    }
  }

  return {
    signIns: onePerson(real.store, { user }).signIns,
    user,
    lastQuestions: lastQuestions(real.store),
    isFormOpen: async () => !((await drafts.get(user, form)) as { isDropped?: true }).isDropped,
    /** @param when the first instance ends: before the decision is kept, or right after that */
    async deliver(when: 'before' | 'after'): Promise<Reply['kind'][]> {
      const first = instance(dying, async () => void (isDead = true))
      await first()
      if (when === 'before') memory.value = undefined
      return instance(real.store, async () => undefined)()
    },
  }
}

const SAID: Command[] = [{ type: 'cancel' }, { type: 'text', typed: 'no' }]
const CASES = SAID.flatMap((said) => (['before', 'after'] as const).map((when) => [said.type, when, said] as const))

test.for(CASES)(
  '%s ends the sign-in alone, and no form, if the instance ends %s its decision is kept',
  async ([, when, said]) => {
    const { signIns, user, isFormOpen, deliver } = await twice(said)
    await signIns.begin(user, chat, undefined)
    expect((await deliver(when)).at(-1)).toBe('cancelled')
    expect(await signIns.underWay(user)).toBeUndefined()
    expect(await isFormOpen()).toBe(true)
  },
)

test.for(CASES)(
  '%s ends our question alone, and no form, if the instance ends %s its decision is kept',
  async ([, when, said]) => {
    const { user, lastQuestions: ours, isFormOpen, deliver } = await twice(said)
    const shown = { isCurrent: async () => true, show: async () => undefined }
    await ours.ask({ user, sentAt: 1 }, { type: 'import', id: secret() }, shown)
    expect(await deliver(when)).toEqual(['form_cancelled'])
    expect(await ours.read(user)).toBe('none')
    expect(await isFormOpen()).toBe(true)
  },
)
