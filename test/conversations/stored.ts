import { DatabaseSync } from 'node:sqlite'
import { expect } from 'vitest'
import { fileRecords } from '../../emulator/demo/records.ts'
import type { World } from '../world.ts'
import type { Chat } from '../../emulator/channel/chat.ts'
import { userKey } from '../../src/connection/chat-user.ts'

/** The keys under `prefix` in the bot's embedded store, read from its file. */
export async function storedKeys(world: World, prefix: string): Promise<string[]> {
  return fileRecords(world.dataFile, prefix).map(({ key }) => key)
}

/** The key of the connection of the person in `chat`. */
export function connectionOf(chat: Chat): string {
  const { channelId = '', from, conversation } = chat.compose('')
  const { id: conversationId = '', tenantId } = (conversation ?? {}) as { id?: string; tenantId?: string }
  const vouched = channelId === 'msteams' && tenantId !== undefined
  return `connection/${userKey({ vouched, channelId, tenantId, conversationId, id: from?.id ?? '' })}`
}

/** Makes these records expire. */
export async function withoutStored({ world }: { world: World }, prefix: string): Promise<void> {
  const keys = await storedKeys(world, prefix)
  expect(keys).not.toEqual([])
  const file = new DatabaseSync(world.dataFile, { timeout: 5_000 })
  for (const key of keys) file.prepare('DELETE FROM record WHERE key = ?').run(key)
  file.close()
}
