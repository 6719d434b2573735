import { DatabaseSync } from 'node:sqlite'
import { Redis } from 'ioredis'

/** A record as it is in the store. */
export type LeftRecord = { key: string; expiresInMs: number; bytes: Buffer }

/** The records in Redis whose keys begin with `prefix`, read without the bot. */
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

/** The records in the SQLite file whose keys begin with `prefix`, read without the bot. */
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
