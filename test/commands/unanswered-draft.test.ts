import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { newestOpen } from '../../src/commands/unanswered-draft.ts'
import type { Exchange } from '../../src/commands/exchange.ts'
import type { Services } from '../../src/commands/services.ts'
import { type DeleteQuestion, type Draft, editing } from '../../src/editing/drafts.ts'
import { realStore } from '../store/stores.ts'

let real: ReturnType<typeof realStore>
beforeEach(() => {
  real = realStore('sqlite')
  vi.useFakeTimers({ toFake: ['Date'] })
})
afterEach(async () => {
  vi.useRealTimers()
  await real.close()
})

const user = {
  channelId: 'msteams',
  tenantId: 't',
  id: 'megan',
  aadObjectId: undefined,
  conversationId: 'c',
  name: 'Megan',
  vouched: true,
}
const deletionOf = (contactId: string): DeleteQuestion => ({
  purpose: 'delete',
  mailbox: 'm',
  contactId,
  name: contactId,
})
const FORM: Draft = { purpose: 'merge', mailbox: 'm', query: 'alice', ids: [] }
const MINUTE = 60_000

/** A person’s forms and questions, and which of them a typed answer is meant for. */
function drafts() {
  const kept = editing(real.store)
  const newest = async () => (await newestOpen({ user } as Exchange, { editing: kept } as Services))?.id
  return { drafts: kept.drafts, make: (draft: Draft) => kept.drafts.make(user, draft), newest }
}

test('a typed answer is meant for the newest form or question', async () => {
  const { make, newest } = drafts()
  await make(FORM)
  const question = await make(deletionOf('alice'))
  expect(await newest()).toBe(question)
  const form = await make(FORM)
  expect(await newest()).toBe(form)
})

test('after half an hour it is meant for a form, and for no question whether to delete a contact', async () => {
  const { make, newest } = drafts()
  const form = await make(FORM)
  const question = await make(deletionOf('alice'))
  vi.setSystemTime(Date.now() + 29 * MINUTE)
  expect(await newest()).toBe(question)
  vi.setSystemTime(Date.now() + 2 * MINUTE)
  expect(await newest()).toBe(form)
})

test('it is meant for no older question about a contact than the last one', async () => {
  const { drafts: stored, make, newest } = drafts()
  const other = await make(deletionOf('bob'))
  await make(deletionOf('alice'))
  const last = await make(deletionOf('alice'))
  expect(await newest()).toBe(last)
  await stored.put(user, last, { ...deletionOf('alice'), done: true })
  expect(await newest()).toBe(other)
})
