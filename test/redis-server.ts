import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** A Redis that all tests share: use keys of your own. For faults start one of your own with `startRedis`. */
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

/** Which redis-server there is. Installs Debian's where there is none.
 *  @throws {Error} that says how to get one. */
function findRedis(): string {
  const installed = redisVersion()
  if (installed) return `${installed}, installed`
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    console.log('Redis: none installed; trying apt-get install redis-server')
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    const quiet = { env, stdio: 'ignore' as const }
    if (spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'redis-server'], quiet).status !== 0) {
      spawnSync('apt-get', ['update'], quiet)
      spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'redis-server'], quiet)
    }
    const now = redisVersion()
    if (now) return `${now}, from Debian's packages just now`
  }
  throw new Error(
    'The tests need a redis-server (7.0 or newer) on the PATH and could not get one. ' +
      'Debian, Ubuntu: sudo apt-get install redis-server. macOS: brew install redis. Then run them again.',
  )
}

function redisVersion(): string | undefined {
  const { status, stdout } = spawnSync('redis-server', ['--version'], { encoding: 'utf8' })
  return status === 0 ? `redis-server ${/v=(\S+)/.exec(stdout)?.[1] ?? ''}` : undefined
}

export type RedisServer = {
  url: string
  port: number
  /** Ends it in order. */
  stop(): Promise<void>
  /** Ends it by SIGKILL. */
  kill(): Promise<void>
}

/** A private redis-server on loopback, without persistence, in a directory that goes with it. Resolves when it answers.
 *  `args` are its own: `['--maxmemory', '2mb']`. */
export async function startRedis({ port, args = [] }: { port?: number; args?: string[] } = {}): Promise<RedisServer> {
  const chosen = port ?? (await freePort())
  const dir = mkdtempSync(join(tmpdir(), 'redis-'))
  const own = ['--port', String(chosen), '--bind', '127.0.0.1', '--dir', dir, '--save', '', '--appendonly', 'no']
  const child = spawn('redis-server', [...own, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const killNow = () => child.kill('SIGKILL')
  process.once('exit', killNow)
  const end = async (signal: NodeJS.Signals) => {
    process.off('exit', killNow)
    await ended(child, signal)
    rmSync(dir, { recursive: true, force: true })
  }
  await answering(child)
  return { url: `redis://127.0.0.1:${chosen}`, port: chosen, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') }
}

/** A loopback port on which nothing listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('No port')
  return address.port
}

async function answering(child: ChildProcess): Promise<void> {
  if (!child.stdout) throw new Error('redis-server has no output')
  const said: string[] = []
  for await (const line of createInterface(child.stdout)) {
    said.push(line)
    if (line.includes('Ready to accept connections')) {
      child.stdout.resume()
      return
    }
  }
  throw new Error(`redis-server did not start:\n${said.join('\n')}`)
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill(signal)
  await exit
}

/** What redis-cli says to a command on a server of ours. */
export function redisCli(port: number, ...command: string[]): string {
  return execFileSync('redis-cli', ['-p', String(port), ...command], { encoding: 'utf8' }).trim()
}
