import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exportJWK, type JWTHeaderParameters, SignJWT } from 'jose'
import { keyPair } from '../../emulator/key-pair.ts'
import { createApp } from '../../src/app.ts'
import { readConfig } from '../../src/config/config.ts'
import { createLog } from '../../src/log.ts'
import { freePort } from '../redis-server.ts'

type Answer = (response: ServerResponse, path: string) => void

/** A channel whose metadata, keys, tokens and answers to messages can be wrong in ways that the emulator's cannot. */
export type OwnChannel = {
  issuer: string
  metadataUrl: string
  /** Requests for `/metadata` and `/keys`, in order. */
  asked: string[]
  /** The messages that the bot sent, in order. */
  said: string[]
  /** Answers requests for metadata and keys in place of the right answers, while it is set. */
  instead: Answer | undefined
  /** Answers the bot's messages in place of the usual answer, while it is set. */
  take: Answer | undefined
  /** Publishes another key beside the older ones. */
  addKey(kid: string, jwk?: object): Promise<void>
  /** Signs a token with a published key. For an unpublished `kid`, the key is unknown to the bot. */
  sign(claims: object, header?: Partial<JWTHeaderParameters>): Promise<string>
  close(): Promise<void>
}

/** How many keys all channels together have published: no two channels share a key. */
let made = 0

export async function ownChannel(): Promise<OwnChannel> {
  const pairs = new Map<string, CryptoKey>()
  const { privateKey: unpublished } = await keyPair('stranger')
  const keys: object[] = []

  function publish(response: ServerResponse, path: string): void {
    self.asked.push(path)
    if (self.instead) return self.instead(response, path)
    response.end(JSON.stringify(path === '/metadata' ? { issuer, jwks_uri: `${issuer}/keys` } : { keys }))
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? ''
    let body = ''
    for await (const chunk of request) body += String(chunk)
    if (path === '/metadata' || path === '/keys') return publish(response, path)
    if (path.endsWith('/token')) return void response.end('{"access_token":"t","expires_in":3600}')
    self.said.push(body)
    if (self.take) return self.take(response, path)
    response.end('{"id":"1"}')
  }

  const server = createServer((request, response) => void serve(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const self: OwnChannel = {
    issuer,
    metadataUrl: `${issuer}/metadata`,
    asked: [],
    said: [],
    instead: undefined,
    take: undefined,
    async addKey(kid, jwk = { endorsements: ['msteams'] }) {
      const { publicKey, privateKey } = await keyPair(`test ${(made += 1)}`)
      pairs.set(kid, privateKey)
      keys.push({ ...(await exportJWK(publicKey)), kid, ...jwk })
    },
    async sign(claims, header = {}) {
      const kid = header.kid ?? 'first'
      const now = Math.floor(Date.now() / 1000)
      return new SignJWT({ iss: issuer, nbf: now, exp: now + 3_600, ...claims })
        .setProtectedHeader({ alg: 'RS256', kid, ...header })
        .sign(pairs.get(kid) ?? unpublished)
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  await self.addKey('first')
  return self
}

/** `token`: sent in place of a token with these claims and this header. */
type Delivery = { activity?: object; claims?: object; header?: Partial<JWTHeaderParameters>; token?: string }

export type OwnBot = {
  /** Delivers `hi`, by default as a new activity with a good token. @returns the status of the answer. */
  deliver(options?: Delivery): Promise<number>
  close(): Promise<void>
}

export const APP_ID = randomUUID()

/** Settings of a bot in this channel. */
export function settingsFor({ issuer, metadataUrl }: OwnChannel, port: number): Record<string, string> {
  return {
    PORT: String(port),
    MicrosoftAppId: APP_ID,
    MicrosoftAppPassword: 'swordfish',
    CHANNELS: 'msteams,webchat,directline,slack',
    ToBotFromChannelOpenIdMetadataUrl: metadataUrl,
    ToBotFromChannelTokenIssuer: issuer,
    ToChannelFromBotLoginUrl: issuer,
  }
}

/** Delivers activities of this channel to the bot on `port`. */
export function deliveryTo(port: number, channel: OwnChannel): OwnBot['deliver'] {
  const serviceUrl = `${channel.issuer}/`
  return async ({ activity = {}, claims = {}, header = {}, token: given } = {}) => {
    const right = { aud: APP_ID, serviceurl: serviceUrl, jti: randomUUID() }
    const token = given ?? (await channel.sign({ ...right, ...claims }, header))
    const from = { id: '29:1', name: 'Megan' }
    const conversation = { id: 'a:1', conversationType: 'personal' }
    const hi = { type: 'message', id: randomUUID(), text: 'hi', channelId: 'msteams', serviceUrl, from, conversation }
    const response = await fetch(`http://127.0.0.1:${port}/api/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...hi, ...activity }),
    })
    await response.text()
    return response.status
  }
}

/** A bot of this channel in this process, without an emulator. */
export async function botOf(channel: OwnChannel): Promise<OwnBot> {
  const folder = mkdtempSync(join(tmpdir(), 'bot-'))
  const port = await freePort()
  const config = readConfig({ ...settingsFor(channel, port), DATA_FILE: join(folder, 'bot.sqlite') })
  const app = await createApp(config, createLog('silent'))
  await app.listen()
  return {
    deliver: deliveryTo(port, channel),
    async close() {
      await app.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
