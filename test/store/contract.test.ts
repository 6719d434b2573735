import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, inject } from 'vitest'
import { redisStore } from '../../src/store/redis.ts'
import { sealed } from '../../src/store/sealed.ts'
import { sqliteStore } from '../../src/store/sqlite.ts'
import { contract } from './contract.ts'

const folder = mkdtempSync(join(tmpdir(), 'store-'))
afterAll(() => rmSync(folder, { recursive: true }))
const keys = [randomBytes(32)]

contract('redis', async () => redisStore(inject('redisUrl')))
contract('sqlite', async () => sqliteStore(join(folder, 'plain.sqlite')))
contract('sealed redis', async () => sealed(redisStore(inject('redisUrl')), keys))
contract('sealed sqlite', async () => sealed(sqliteStore(join(folder, 'sealed.sqlite')), keys))
