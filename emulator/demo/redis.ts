import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export type RedisServer = {
  url: string
  port: number
  pid: number
  /** Stops it by SIGTERM. */
  stop(): Promise<void>
  /** Stops it by SIGKILL. */
  kill(): Promise<void>
}

/** The version of the installed redis-server, such as `7.0.15`. Undefined if there is none. */
export function redisVersion(): string | undefined {
  const { status, stdout } = spawnSync('redis-server', ['--version'], { encoding: 'utf8' })
  return status === 0 ? (/v=(\S+)/.exec(stdout)?.[1] ?? '') : undefined
}

/** Starts a private redis-server on loopback, without persistence, in a directory that is removed with it. Resolves when it
 *  answers. `args` are arguments of redis-server, such as `['--maxmemory', '2mb']`. With `sentinel`, which has the lines of a
 *  configuration, it starts a sentinel instead. */
export async function startRedis({ port, args = [], sentinel }: StartOptions = {}): Promise<RedisServer> {
  const chosen = port ?? (await freePort())
  const dir = mkdtempSync(join(tmpdir(), 'redis-'))
  const own = ['--port', String(chosen), '--bind', '127.0.0.1', '--dir', dir]
  const all = sentinel
    ? [sentinelFile(dir, sentinel), '--sentinel', ...own, ...args]
    : [...own, '--save', '', '--appendonly', 'no', ...args]
  const child = spawn('redis-server', all, { stdio: ['ignore', 'pipe', 'inherit'] })
  if (running.size === 0) process.once('exit', killAll)
  running.add(child)
  const end = async (signal: NodeJS.Signals) => {
    await ended(child, signal)
    running.delete(child)
    if (running.size === 0) process.off('exit', killAll)
    rmSync(dir, { recursive: true, force: true })
  }
  await answering(child)
  return {
    url: `redis://127.0.0.1:${chosen}`,
    port: chosen,
    pid: child.pid ?? 0,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  }
}

const running = new Set<ChildProcess>()

/** No server outlives this process. */
function killAll(): void {
  for (const child of running) child.kill('SIGKILL')
}

type StartOptions = { port?: number; args?: string[]; sentinel?: string[] }

/** A sentinel needs a configuration file that it can write to. */
function sentinelFile(dir: string, lines: string[]): string {
  const file = join(dir, 'sentinel.conf')
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''), { mode: 0o600 })
  return file
}

/** These ports are below the ports that the system assigns by itself (from 32768 on Linux), even with the 10,000 that Redis
 *  Cluster adds for its bus. So the system does not assign a port between our check and our use. They are above 10080, the last
 *  port that browsers and fetch refuse (https://fetch.spec.whatwg.org/#port-blocking). */
const PORTS = { first: 10_100, count: 11_900 }

/** `wanted` if nothing listens there, else another loopback port. As long as this process runs, no other caller is given the same
 *  port, so there is time to listen on it. */
export async function freePort(wanted?: number): Promise<number> {
  for (let port = wanted ?? anyPort(); ; port = anyPort())
    if ((await isFree(port)) && (await isReserved(port))) return port
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  server.listen(port, '127.0.0.1')
  const isListening = await once(server, 'listening').then(
    () => true,
    () => false,
  )
  if (isListening) await once(server.close(), 'close')
  return isListening
}

/** Reserves the port by taking the UDP port of the same number, which nothing here uses, until the process ends. @returns false
 *  if another process has it */
async function isReserved(port: number): Promise<boolean> {
  const socket = createSocket({ type: 'udp4' }).bind({ port, address: '127.0.0.1', exclusive: true })
  socket.unref()
  return once(socket, 'listening').then(
    () => true,
    ({ code }: NodeJS.ErrnoException) => code !== 'EADDRINUSE',
  )
}

function anyPort(): number {
  return PORTS.first + Math.floor(Math.random() * PORTS.count)
}

async function answering(child: ChildProcess): Promise<void> {
  if (!child.stdout) throw new Error('redis-server has no output')
  const said: string[] = []
  for await (const line of createInterface(child.stdout)) {
    said.push(line)
    if (/Ready to accept connections|Sentinel ID is/.test(line)) {
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
