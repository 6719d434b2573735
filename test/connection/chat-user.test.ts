import { expect, test } from 'vitest'
import { type ChatUser, userKey } from '../../src/connection/chat-user.ts'

const megan: ChatUser = {
  channelId: 'msteams',
  tenantId: 't/1',
  id: '29:1',
  conversationId: 'a:1',
  name: 'Megan',
  aadObjectId: 'o',
  vouched: true,
}

test('a person for whom the channel vouches has a readable key, without the conversation', () => {
  expect(userKey(megan)).toBe('msteams/t%2F1/29%3A1')
  expect(userKey({ ...megan, conversationId: 'a:2' })).toBe(userKey(megan))
})

test('without a registration nobody vouches, so the conversation counts in Teams as well', () => {
  const unchecked = { ...megan, vouched: false }
  expect(userKey(unchecked)).toMatch(/^[\w-]{43}$/)
  expect(userKey({ ...unchecked, conversationId: 'a:2' })).not.toBe(userKey(unchecked))
})

test('the same ids in another combination are other people', () => {
  const stranger = { ...megan, vouched: false, tenantId: undefined }
  const keys = [
    { conversationId: 'a', id: 'b/c' },
    { conversationId: 'a/b', id: 'c' },
    { conversationId: 'a","b', id: 'c' },
    { conversationId: 'a', id: 'b","c' },
    { conversationId: '', id: 'ab' },
    { conversationId: 'ab', id: '' },
    { conversationId: 'A', id: 'b/c' },
  ].map((ids) => userKey({ ...stranger, ...ids }))
  expect(new Set(keys).size).toBe(keys.length)
})

test('a tenant that the client claims does not make a person somebody else', () => {
  const stranger = { ...megan, vouched: false }
  expect(userKey({ ...stranger, tenantId: undefined })).toBe(userKey(stranger))
})
