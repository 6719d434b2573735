import { DatabaseSync } from 'node:sqlite'
import { Redis } from 'ioredis'

/** A record as it lies in the store. */
export type LeftRecord = { key: string; expiresInMs: number; bytes: Buffer }

/** The records under `prefix` in Redis, read past the bot. */
export async function redisRecords(url: string, prefix: string): Promise<LeftRecord[]> {
  const redis = new Redis(url)
  try {
    const keys = await redis.keys(`${prefix}*`)
    return await Promise.all(
      keys.map(async (key) => ({
        key,
        expiresInMs: await redis.pttl(key),
        bytes: (await redis.getBuffer(key)) ?? Buffer.alloc(0),
      })),
    )
  } finally {
    redis.disconnect()
  }
}

/** The records under `prefix` in the embedded store's file, read past the bot. */
export function fileRecords(file: string, prefix: string): LeftRecord[] {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    const rows = database.prepare('SELECT key, value, expires_at FROM record WHERE key LIKE ?').all(`${prefix}%`)
    return rows.map((row) => ({
      key: String(row['key']),
      expiresInMs: Number(row['expires_at']) - Date.now(),
      bytes: Buffer.from(row['value'] as Uint8Array),
    }))
  } finally {
    database.close()
  }
}
