import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, inject } from 'vitest'
import { inFront } from '../../src/store/in-front.ts'
import { redisStore } from '../../src/store/drivers/redis/store.ts'
import { sealed } from '../../src/store/sealed-store.ts'
import { sqliteStore } from '../../src/store/drivers/sqlite.ts'
import { type RedisServer, startRedis } from '../redis-server.ts'
import { contract } from './contract.ts'
import { BOT, RIGHTS, user } from './drivers/redis/servers.ts'

const folder = mkdtempSync(join(tmpdir(), 'store-'))
afterAll(() => rmSync(folder, { recursive: true }))
const keys = [randomBytes(32)]

let few: RedisServer | undefined
afterAll(() => few?.kill())
async function withFewRights(): Promise<string> {
  // Only the bot's user may sign in.
  few ??= await startRedis({ args: [...user(RIGHTS), '--requirepass', 'another'] })
  return few.url.replace('//', `//${BOT}@`)
}

contract('redis', async () => redisStore(inject('redisUrl')))
contract('redis, as a user with few rights,', async () => redisStore(await withFewRights()))
contract('sqlite', async () => sqliteStore(join(folder, 'plain.sqlite')))
contract('sealed redis', async () => sealed(redisStore(inject('redisUrl')), keys))
contract('sealed sqlite', async () => sealed(sqliteStore(join(folder, 'sealed.sqlite')), keys))

// One process uses the store, and its parts share one store. Half of the records are short-lived.
const isFleeting = (_: string, { length }: Buffer) => length % 2 === 0
const front = inFront(sqliteStore(join(folder, 'front.sqlite')), { isFleeting })
afterAll(() => front.close())
contract('sqlite with fleeting records in front', async () => front, {
  closing: async () => inFront(sqliteStore(join(folder, 'front.sqlite')), { isFleeting }),
})
