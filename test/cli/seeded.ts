import type { Connection } from '../../src/connection/connection.ts'
import { connectionRecords } from '../../src/connection/connection.ts'
import { manifestRecords } from '../../src/book/stored-book.ts'
import { openStore } from '../../src/store/open.ts'
import type { Store } from '../../src/store/store.ts'

const DAY = 86_400_000
const TENANT = '6b1f2c0a-53d4-4a57-9c2e-3f0d9a8e7b11'

export type Where = { redisUrl?: string | undefined; dataFile?: string; key: Buffer }

/** Opens a store as a command does. */
export async function opened({ redisUrl, dataFile = '', key }: Where): Promise<Store> {
  const parts = await openStore({ redisUrl, dataFile, encryptionKeys: [key], onError: () => {}, onBroken: () => {} })
  return parts.store
}

/** The connection of the n-th person. */
export function connectionOf(n: number, change: Partial<Connection> = {}): Connection {
  const at = Date.now() - (n % 80) * DAY
  const id = `29:person-${n}`
  return {
    user: { channelId: 'msteams', tenantId: TENANT, id, conversationId: `a:chat-${n}`, aadObjectId: oidOf(n) },
    account: { tid: TENANT, oid: oidOf(n), name: `Person ${n}`, username: `person-${n}@contoso.example` },
    graphBase: 'https://graph.microsoft.com/v1.0',
    scopes: ['openid', 'https://graph.microsoft.com/Contacts.Read'],
    accessToken: `secret-access-${n}-${'x'.repeat(1_500)}`,
    refreshToken: `secret-refresh-${n}-${'y'.repeat(1_000)}`,
    obtainedAt: at,
    expiresAt: at + 3_600_000,
    since: at,
    epoch: `epoch-${n}`,
    ...change,
  }
}

export function oidOf(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
}

export function userOf(n: number): string {
  return `msteams/${TENANT}/29%3Aperson-${n}`
}

/** Stores this many people, each with the table of contents of an address book. */
export async function seed(store: Store, count: number): Promise<void> {
  const connections = connectionRecords(store)
  const manifests = manifestRecords(store)
  for (let from = 0; from < count; from += 256) {
    const some = Array.from({ length: Math.min(256, count - from) }, (_, n) => from + n)
    await Promise.all(
      some.flatMap((n) => [
        connections.put(`connection/${userOf(n)}`, connectionOf(n), 90 * DAY),
        manifests.put(
          `address-book/${userOf(n)}`,
          {
            mailbox: `${TENANT}/${oidOf(n)}`,
            base: 'https://graph.microsoft.com/v1.0',
            book: { readAt: Date.now() - 1_000, contacts: 10, folders: [] },
          },
          DAY,
        ),
      ]),
    )
  }
}
