import { setTimeout as sleep } from 'node:timers/promises'
import { ClientSecretPost } from 'openid-client'
import type { ChatUser } from '../../src/connection/chat-user.ts'
import { connectionRecords } from '../../src/connection/connection.ts'
import { entra } from '../../src/entra/entra.ts'
import { accessTokens } from '../../src/connection/tokens.ts'
import { outbound } from '../../src/outbound/outbound.ts'
import { openStore } from '../../src/store/open.ts'

/** A process that asks for one person's access token on command, as an instance of the bot does. */
export type Setting = {
  redisUrl: string
  key: string
  authority: string
  clientId: string
  clientSecret: string
  user: ChatUser
}

/** Ask `times` times at once, at the time `at` (epoch milliseconds). */
export type Order = { at: number; times: number }

/** The result of each request; a fault as text. */
export type Answer = { tokens: ({ accessToken: string } | { reason: string } | { fault: string })[] }

const setting = JSON.parse(process.argv[2] ?? '') as Setting
const { store } = await openStore({
  redisUrl: setting.redisUrl,
  dataFile: '',
  encryptionKeys: [Buffer.from(setting.key, 'base64')],
  onError: () => undefined,
  onBroken: () => undefined,
})
const clientAuth = ClientSecretPost(setting.clientSecret)
const { refresh } = entra({ ...setting, clientAuth, redirectUri: '', fetch: outbound().fetch })
const accessToken = accessTokens({ connections: connectionRecords(store), refresh })

process.on('message', ({ at, times }: Order) => {
  void sleep(at - Date.now())
    .then(() => Promise.all(Array.from({ length: times }, ask)))
    .then((tokens) => process.send?.({ tokens } satisfies Answer))
})
process.on('disconnect', () => process.exit())
process.send?.('ready')

async function ask() {
  return accessToken(setting.user).catch((error: unknown) => ({ fault: String(error) }))
}
