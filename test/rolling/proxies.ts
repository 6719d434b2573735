import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, vi } from 'vitest'
import { installFromDebian } from '../debian.ts'

export type ProxyName = 'haproxy' | 'nginx'

/** A running proxy. `log`: what it has written into its log. */
export type RunningProxy = { port: number; log: () => string; stop(): Promise<void> }

/** The places in the docs' configuration for which a test needs other values. Each must occur. */
type Changes = [documented: string, here: string][]

/** Makes sure that the program is there. @throws {Error} that says how to get it. */
export function findProxy(name: ProxyName): string {
  const installed = () =>
    ['', '/usr/sbin/'].map((folder) => folder + name).find((path) => spawnSync(path, ['-v']).status === 0)
  const problem = installed() ?? installFromDebian(name)
  const found = installed()
  if (found !== undefined) return found
  throw new Error(
    `The tests of rolling restarts need ${name} on the PATH and could not get it. ` +
      `Debian, Ubuntu: sudo apt-get install ${name}. macOS: brew install ${name}. Then run them again. ${problem ?? ''}`,
  )
}

/** Starts the proxy on `port` with the configuration that docs/deploy.md shows, in front of two instances on these ports. */
export async function startProxy(
  name: ProxyName,
  port: number,
  instances: readonly [number, number],
): Promise<RunningProxy> {
  const program = findProxy(name)
  const folder = mkdtempSync(join(tmpdir(), `${name}-`))
  const file = join(folder, `${name}.conf`)
  const log = join(folder, 'log')
  const addresses: Changes = instances.map((at, n) => [`10.0.0.1${n + 1}:3978`, `127.0.0.1:${at}`])
  const config = name === 'haproxy' ? haproxy(port, addresses) : nginx(port, addresses, folder, log)
  writeFileSync(file, config)
  const asked = name === 'haproxy' ? ['-db', '-f', file] : ['-p', folder, '-c', file, '-e', 'stderr']
  const child = spawn(program, asked, { stdio: ['ignore', 'pipe', 'pipe'] })
  let written = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (written += part.toString()))
  const ended = once(child, 'exit')
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const answers = async () => expect((await statusAt(port, '/elsewhere')) ?? written).toBe(404)
  await vi.waitFor(answers, { interval: 50, timeout: 60_000 })
  return {
    port,
    log: () => (name === 'haproxy' ? written : readFileSync(log, 'utf8')),
    async stop() {
      process.off('exit', kill)
      child.kill(name === 'haproxy' ? 'SIGTERM' : 'SIGQUIT')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function haproxy(port: number, addresses: Changes): string {
  return changed('haproxy', [
    // A test machine may not allow this many files.
    ['maxconn 4000', 'maxconn 200'],
    ['bind :443 ssl crt /etc/haproxy/bot.pem', `bind 127.0.0.1:${port}`],
    ...addresses,
  ])
}

function nginx(port: number, addresses: Changes, folder: string, log: string): string {
  const server = changed('nginx', [
    ['listen 443 ssl;', `listen 127.0.0.1:${port};`],
    ['    ssl_certificate     /etc/nginx/bot.crt;\n    ssl_certificate_key /etc/nginx/bot.key;\n', ''],
    ['/var/log/nginx/bot.log', log],
    ...addresses,
  ])
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((of) => `${of}_temp_path ${folder}/${of};`)
  const user = process.getuid?.() === 0 ? 'user root;' : ''
  return `${user} daemon off; worker_processes 1; pid ${folder}/pid; events {} http { ${temporary.join(' ')}\n${server}\n}\n`
}

/** A block of docs/deploy.md, changed. */
function changed(language: ProxyName, changes: Changes): string {
  const [, block] = new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(readFileSync('docs/deploy.md', 'utf8')) ?? []
  return changes.reduce((text, [documented, here]) => {
    if (!text.includes(documented)) throw new Error(`docs/deploy.md does not have: ${documented}`)
    return text.replaceAll(documented, here)
  }, block ?? '')
}

export async function statusAt(port: number, path: string): Promise<number | undefined> {
  return fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual' }).then(
    async (response) => {
      await response.text()
      return response.status
    },
    () => undefined,
  )
}
