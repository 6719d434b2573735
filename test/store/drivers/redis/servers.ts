import { Redis } from 'ioredis'
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { freePort, type RedisServer, startRedis } from '../../../redis-server.ts'

/** The rights of the bot's user that `.env.example` says are enough. */
export const RIGHTS = '~* +get +set +del +getrange +eval +evalsha +scan +info'
export const CLUSTER_RIGHTS = `${RIGHTS} +cluster|slots +asking`
export const SENTINEL_RIGHTS = '+sentinel|get-master-addr-by-name'

/** A user, as arguments for a server: `redis-server --user bot on '>p@ss' …`. The default user stays, for the tests. */
export function user(rights: string): string[] {
  return ['--user', 'bot', 'on', '>p@ss/w:rd', ...rights.split(' ')]
}

/** The user's name and password, for a URL. */
export const BOT = 'bot:p%40ss%2Fw%3Ard'

type Cleanup = (undo: () => unknown) => void

/** A client with all rights that does not use the store. */
export function admin(server: RedisServer, cleanup: Cleanup): Redis {
  const redis = new Redis(server.port, '127.0.0.1')
  redis.on('error', () => {})
  cleanup(() => redis.disconnect())
  return redis
}

/** Without this setting a master waits 5 s for more replicas. */
export const FAST_COPY = ['--repl-diskless-sync-delay', '0']

export async function clusterNode(cleanup: Cleanup, args: string[] = []): Promise<RedisServer> {
  const busPort = await freePort()
  const cluster = [
    '--cluster-enabled',
    'yes',
    '--cluster-port',
    String(busPort),
    '--cluster-node-timeout',
    '1500',
    ...FAST_COPY,
  ]
  const server = await startRedis({ args: [...cluster, ...args] })
  cleanup(() => server.kill())
  return server
}

/** Several masters that share the slots evenly and know each other. */
export async function startCluster(masters: number, cleanup: Cleanup, args: string[] = []): Promise<RedisServer[]> {
  const nodes = await Promise.all(Array.from({ length: masters }, () => clusterNode(cleanup, args)))
  const hosts = nodes.map(({ port }) => `127.0.0.1:${port}`)
  execFileSync('redis-cli', ['--cluster', 'create', ...hosts, '--cluster-yes'], { stdio: 'ignore' })
  for (const node of nodes) {
    const client = admin(node, cleanup)
    for (const line of ['cluster_state:ok', 'cluster_slots_ok:16384', `cluster_known_nodes:${masters}`]) {
      await saying(line, () => client.cluster('INFO'))
    }
  }
  return nodes
}

/** Adds `node` to the cluster of `member`; it gets no slots. */
export async function joinCluster(node: RedisServer, member: RedisServer, cleanup: Cleanup): Promise<void> {
  execFileSync('redis-cli', ['--cluster', 'add-node', `127.0.0.1:${node.port}`, `127.0.0.1:${member.port}`])
  const client = admin(node, cleanup)
  await saying('cluster_state:ok', () => client.cluster('INFO'))
}

export type Certificate = { cert: string; key: string }

/** A private certificate authority, in files that are deleted with the test. `issue` gives a certificate for names such as
 *  `DNS:localhost`, valid for `days` (-1: it has expired). */
export function certificateAuthority(cleanup: Cleanup): {
  file: string
  issue: (names: string, days?: number) => Certificate
} {
  const dir = mkdtempSync(join(tmpdir(), 'tls-'))
  cleanup(() => rmSync(dir, { recursive: true }))
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: dir, stdio: 'ignore' })
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  openssl('req', '-x509', ...newKey, '-subj', '/CN=Test CA', '-days', '2', '-keyout', 'ca.key', '-out', 'ca.pem')
  let issued = 0
  return {
    file: join(dir, 'ca.pem'),
    issue(names, days = 2) {
      const name = `server-${issued++}`
      const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', String(days)]
      writeFileSync(join(dir, `${name}.ext`), `subjectAltName=${names}\n`)
      openssl('req', ...newKey, '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.csr`)
      openssl('x509', '-req', '-in', `${name}.csr`, ...signed, '-extfile', `${name}.ext`, '-out', `${name}.pem`)
      chmodSync(join(dir, `${name}.key`), 0o644)
      return { cert: join(dir, `${name}.pem`), key: join(dir, `${name}.key`) }
    },
  }
}

/** Arguments for a server that speaks TLS on `port` and requires no client certificate. */
export function tlsArgs(port: number, { cert, key }: Certificate, ca: string): string[] {
  const files = ['--tls-cert-file', cert, '--tls-key-file', key, '--tls-ca-cert-file', ca]
  return ['--tls-port', String(port), ...files, '--tls-auth-clients', 'no']
}

/** How many milliseconds it takes until `call` succeeds. */
export async function untilWell(call: () => Promise<unknown>, limitMs = 60_000): Promise<number> {
  const start = performance.now()
  for (;;) {
    try {
      await call()
      return performance.now() - start
    } catch (error) {
      if (performance.now() - start > limitMs) throw error
      await setTimeout(50)
    }
  }
}

/** Waits until `wanted` is in the answer. */
export async function saying(wanted: string, ask: () => string | Promise<string>): Promise<void> {
  await untilWell(async () => {
    const said = await ask()
    if (!said.includes(wanted)) throw new Error(`no ${wanted} in:\n${said}`)
  })
}
