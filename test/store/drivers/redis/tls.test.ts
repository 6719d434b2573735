import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:tls'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { redisStore } from '../../../../src/store/drivers/redis/store.ts'
import { freePort, redisCli, type RedisServer, startRedis } from '../../../redis-server.ts'
import { contract } from '../../contract.ts'
import { type Certificate, certificateAuthority, tlsArgs, untilWell } from './servers.ts'

const MINUTE = 60_000
const VALUE = Buffer.from('value')

const cleanups: (() => unknown)[] = []
const cleanup = (undo: () => unknown) => cleanups.push(undo)
afterAll(async () => {
  for (const undo of cleanups.toReversed()) await undo()
})

const authority = certificateAuthority(cleanup)
const certificate = authority.issue('DNS:localhost,IP:127.0.0.1')

/** A server that speaks TLS on `tlsPort`, and plain text to the test on `port`. */
async function tlsServer(by: Certificate = certificate, args: string[] = []) {
  const tlsPort = await freePort()
  const server = await startRedis({ args: [...tlsArgs(tlsPort, by, authority.file), ...args] })
  cleanup(() => server.kill())
  return { ...server, tlsPort }
}

/** Writes and reads a record in another Node process, because Node reads NODE_EXTRA_CA_CERTS when it starts.
 *  @returns the record, or the reason why there is no connection */
async function tried(url: string, caFile?: string): Promise<string> {
  const module = new URL('../../../../src/store/drivers/redis/store.ts', import.meta.url).href
  const code = `
    const { redisStore } = await import(${JSON.stringify(module)})
    let why
    const reasonOf = (error) => (error.name === 'StoreError' ? error.message : error.code ?? error.message)
    const store = redisStore(${JSON.stringify(url)}, { onError: (error) => (why ??= reasonOf(error)) })
    try {
      await store.put('k', Buffer.from('by TLS'), ${MINUTE})
      console.log((await store.get('k')).value.toString())
    } catch (error) {
      console.log(why)
    }
    await store.close()`
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: caFile }
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], { env })
  return stdout.trim()
}

describe('S58 TLS at Redis: a certificate', () => {
  let server: Awaited<ReturnType<typeof tlsServer>>
  beforeAll(async () => {
    server = await tlsServer()
  })

  it('of a private authority is accepted only with NODE_EXTRA_CA_CERTS', async () => {
    const url = `rediss://localhost:${server.tlsPort}`
    const [known, unknown] = await Promise.all([tried(url, authority.file), tried(url)])
    expect(known).toBe('by TLS')
    expect(unknown).toMatch(/: (UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT_IN_CHAIN)$/)
  })

  it.each([
    ['for another name', () => authority.issue('DNS:other.example'), 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['that has run out', () => authority.issue('DNS:localhost', -1), 'CERT_HAS_EXPIRED'],
  ])('%s is refused, whatever the form of the address', async (_, made, why) => {
    const { port, tlsPort } = await tlsServer(made())
    const sent = await Promise.all([
      tried(`rediss://:hunter2@localhost:${tlsPort}`, authority.file),
      tried(`rediss+cluster://:hunter2@localhost:${tlsPort}`, authority.file),
      tried(`rediss+sentinel://:hunter2@localhost:${tlsPort}/main`, authority.file),
    ])
    expect(sent[0]).toMatch(new RegExp(`: ${why}$`))
    expect(sent[1]).toMatch(new RegExp(`: ${why}$`))
    expect(sent[2]).toMatch(/^No sentinel names the master: /)
    // The server got no command except the test's own INFO.
    expect(redisCli(port, 'INFO', 'commandstats').match(/^cmdstat_.*?:/gm) ?? []).toEqual([])
  })

  it('that is not trusted leads to no unhandled error, and neither does a handshake that it ends', async () => {
    const unhandled: unknown[] = []
    const note = (error: unknown) => unhandled.push(error)
    process.on('uncaughtException', note).on('unhandledRejection', note)
    for (let n = 0; n < 300; n++) {
      const form = ['rediss', 'rediss+cluster', 'rediss+sentinel'][n % 3]
      const store = redisStore(`${form}://localhost:${server.tlsPort}${n % 3 === 2 ? '/main' : ''}`)
      await setTimeout(Math.random() * 8)
      store.close().catch(note)
    }
    await setTimeout(100)
    process.off('uncaughtException', note).off('unhandledRejection', note)
    expect(unhandled).toEqual([])
  })
})

describe('with the private authority among Node’s own', () => {
  const before = getCACertificates('default')
  beforeAll(() => setDefaultCACertificates([...before, readFileSync(authority.file, 'utf8')]))
  afterAll(() => setDefaultCACertificates(before))

  let shared: Promise<{ tlsPort: number }> | undefined
  contract('redis by TLS', async () => {
    shared ??= tlsServer()
    return redisStore(`rediss://localhost:${(await shared).tlsPort}`)
  })

  it('S58 TLS 1.1 at Redis is refused', async () => {
    const files = { cert: readFileSync(certificate.cert), key: readFileSync(certificate.key) }
    const old = createServer({ ...files, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' })
    let secured = 0
    old.on('secureConnection', () => secured++).on('tlsClientError', () => {})
    old.listen(0, '127.0.0.1')
    await once(old, 'listening')
    cleanup(() => old.close())
    const heard: Error[] = []
    const url = `rediss://127.0.0.1:${(old.address() as AddressInfo).port}`
    const store = redisStore(url, { onError: (error) => heard.push(error) })
    await expect(store.get('k')).rejects.toMatchObject({ code: 'unreachable' })
    expect(heard[0]).toMatchObject({ message: expect.stringMatching(/VERSION|PROTOCOL/) as string })
    expect(secured).toBe(0)
    await store.close()
  })

  it('a cluster is reached by TLS, even if its servers are announced by addresses that no certificate names', async () => {
    const named = authority.issue('DNS:localhost')
    const busPort = await freePort()
    const cluster = ['--cluster-enabled', 'yes', '--cluster-port', String(busPort), '--tls-cluster', 'yes']
    const node = await tlsServer(named, [...cluster, '--cluster-announce-ip', '127.0.0.1'])
    redisCli(node.port, 'CLUSTER', 'ADDSLOTSRANGE', '0', '16383')
    await untilWell(async () => expect(redisCli(node.port, 'CLUSTER', 'INFO')).toContain('cluster_state:ok'))
    const store = redisStore(`rediss+cluster://localhost:${node.tlsPort}`)
    await store.put('k', VALUE, MINUTE)
    expect((await store.get('k'))?.value).toEqual(VALUE)
    expect(redisCli(node.port, 'CLUSTER', 'SLOTS')).toContain('127.0.0.1')
    await store.close()
    // The same certificate, but under a name that it is not for.
    const byAddress = redisStore(`rediss+cluster://127.0.0.1:${node.tlsPort}`)
    await expect(byAddress.get('k')).rejects.toMatchObject({ code: 'unreachable' })
    await byAddress.close()
  })

  it('sentinels and the master that they name are reached by TLS', async () => {
    const master = await tlsServer()
    const sentinelPort = await freePort()
    const server: RedisServer = await startRedis({
      args: [...tlsArgs(sentinelPort, certificate, authority.file), '--tls-replication', 'yes'],
      sentinel: [`sentinel monitor main 127.0.0.1 ${master.tlsPort} 1`],
    })
    cleanup(() => server.kill())
    const store = redisStore(`rediss+sentinel://localhost:${sentinelPort}/main`)
    await store.put('k', VALUE, MINUTE)
    expect(redisCli(master.port, 'EXISTS', 'k')).toBe('1')
    await store.close()
  })
})
