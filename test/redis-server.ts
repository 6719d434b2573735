import { execFileSync } from 'node:child_process'
import type { TestProject } from 'vitest/node'
import { redisVersion, startRedis } from '../emulator/demo/redis.ts'
import { installFromDebian } from './debian.ts'

export { freePort, type RedisServer, startRedis } from '../emulator/demo/redis.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A Redis that all tests share: use keys of your own. To cause faults, start your own with `startRedis`. */
    redisUrl: string
  }
}

/** vitest's globalSetup: one Redis for all tests, and the installed server that the fault tests start more of. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const found = findRedis()
  const given = process.env['TEST_REDIS_URL']
  const server = given ? undefined : await startRedis()
  project.provide('redisUrl', given ?? server?.url ?? '')
  console.log(`Redis: ${given ? 'the one of TEST_REDIS_URL' : `${server?.url} (private)`}; server program: ${found}`)
  return async () => server?.stop()
}

/** Which redis-server there is. Installs Debian's if there is none.
 *  @throws {Error} that says how to get one. */
function findRedis(): string {
  const installed = redisVersion()
  if (installed !== undefined) return `redis-server ${installed}, installed`
  const problem = installFromDebian('redis-server')
  const now = redisVersion()
  if (now !== undefined) return `redis-server ${now}, from Debian's packages just now`
  throw new Error(
    'The tests need a redis-server (7.0 or newer) on the PATH and could not get one. ' +
      'Debian, Ubuntu: sudo apt-get install redis-server. macOS: brew install redis. Then run them again. ' +
      (problem ?? ''),
  )
}

/** The answer of redis-cli to a command on one of our servers. */
export function redisCli(port: number, ...command: string[]): string {
  return execFileSync('redis-cli', ['-p', String(port), ...command], { encoding: 'utf8' }).trim()
}
