import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ChatUser } from '../../src/connection/chat-user.ts'
import { CODES_A_DAY, codeCounts } from '../../src/sign-in/code-count.ts'
import { realStore } from '../store/stores.ts'

let real: ReturnType<typeof realStore>
beforeEach(() => {
  real = realStore('sqlite')
})
afterEach(() => real.close())

const somebody = (id: string): ChatUser => ({
  channelId: 'webchat',
  tenantId: undefined,
  id,
  name: 'Megan',
  aadObjectId: undefined,
  conversationId: 'a:1',
  vouched: false,
})
const megan = somebody('megan')

async function hand(times: number, { comesBack }: { comesBack: boolean }): Promise<void> {
  const counts = codeCounts(real.store)
  for (let n = 0; n < times; n += 1) {
    await counts.handedOut(megan)
    if (comesBack) await counts.cameBack(megan)
  }
}
const mayBegin = (user = megan) => codeCounts(real.store).mayBegin(user)

test('twenty codes that nobody typed are the limit, for this person alone', async () => {
  await hand(CODES_A_DAY - 1, { comesBack: false })
  expect(await mayBegin()).toBe(true)
  await hand(1, { comesBack: false })
  expect(await mayBegin()).toBe(false)
  expect(await mayBegin(somebody('alex'))).toBe(true)
})

test('codes that were typed cost nothing', async () => {
  await hand(50, { comesBack: true })
  expect(await mayBegin()).toBe(true)
})

test('a right code gives back its own count only, so guesses in between stay counted', async () => {
  for (let n = 0; n < CODES_A_DAY; n += 1) {
    await hand(1, { comesBack: false })
    await hand(1, { comesBack: true })
  }
  expect(await mayBegin()).toBe(false)
})

test('codes that are handed out at the same time are all counted', async () => {
  await Promise.all(Array.from({ length: CODES_A_DAY }, () => hand(1, { comesBack: false })))
  expect(await mayBegin()).toBe(false)
})

test('S23 code guessing: the count of a person whom the channel vouches for does not reveal who they are', async () => {
  const vouched = { ...megan, channelId: 'msteams', tenantId: randomUUID(), id: '29:megan', vouched: true }
  await codeCounts(real.store).handedOut(vouched)
  const keys: string[] = []
  for await (const key of real.store.scan('')) keys.push(key)
  expect(keys).toEqual([expect.stringMatching(/^sign-ins\/[\w-]{43}$/)])
})
