// The parts of Microsoft 365 that the bot uses, on loopback. It shares no code with `src`, so that both cannot have the same
// mistake: each is written from Microsoft's documentation and from recorded traffic.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Handler, sendJson } from './answers.ts'
import { channel, type Channel } from './channel.ts'
import { chatPage } from './chat/page.ts'
import { createEntra, type Entra, type EntraOptions } from './entra.ts'
import { createFaults, type Faults } from './faults.ts'
import { createGraph, type Graph, type GraphOptions } from './graph.ts'
import { contoso, people, type Person } from './people.ts'
import type { Untidiness, Untidy } from './untidy.ts'

/** Entra, Graph and Teams at one origin, with a chat page. */
export type Emulator = {
  readonly origin: string
  readonly channel: Channel
  readonly entra: Entra
  readonly graph: Graph
  /** Failures on demand, also over HTTP at `/emulator/faults`. */
  readonly faults: Faults
  readonly people: readonly Person[]
  /** What the app that reads contacts may do without a person. */
  readonly application: Application
  /** The ways in which this Microsoft is untidy now. */
  readonly untidy: Untidy
  /** The environment variables of a bot that uses this emulator, without PORT and PUBLIC_URL. Registers the redirect URI of the
   *  bot at `publicUrl`, where browsers reach it. */
  settings(publicUrl: string): Record<string, string>
  close(): Promise<void>
}

export type Application = {
  /** An administrator consents to the app's application permissions: it may read every mailbox of the tenant, or do whatever
   *  other permissions (`Contacts.ReadWrite`) allow. */
  consent(tid: string, roles?: readonly string[]): void
  withdraw(tid: string): void
  /** Exchange's RBAC for Applications: it may read the mailboxes of these people of the tenant. */
  limitTo(tid: string, oids: readonly string[]): void
}

export type EmulatorOptions = Omit<EntraOptions, 'origin' | 'apps' | 'untidy'> &
  Omit<GraphOptions, 'origin' | 'access' | 'application' | 'untidy'> & {
    /** Whether the bot is added to each personal chat that the chat page opens for the first time. */
    welcomes?: boolean
    /** Any free port if not given. */
    port?: number
    /** The URL that activities are posted to, such as `http://127.0.0.1:3978/api/messages`. Or set `channel.botUrl` later. */
    botUrl?: string
    /** Default: tidy in every way. */
    untidy?: Iterable<Untidiness>
    /** The secrets of the two app registrations. Default: random ones. */
    secrets?: { bot: string; contacts: string }
    /** A certificate in PEM, with which the app that reads contacts authenticates. The app then has no secret. */
    certificate?: string | undefined
  }

/** Two app registrations: the bot's own, and another that may read contacts. */
const BOT = { appId: '5f0c4e9b-8a3d-4f6e-b1c7-2d9e0a6b3c48', name: 'Outlook Contacts' }
const CONTACTS_APP = '9d3a7c15-62be-4e08-a4f9-b7c81d5e2f36'
const ROLES = ['Contacts.Read']

/** The audience of the token by which a bot calls a channel, in the public cloud and in the others.
 *  https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication */
const CHANNEL_AUDIENCE = 'https://api.botframework.com'
const CHANNEL_AUDIENCES = [CHANNEL_AUDIENCE, 'https://api.botframework.us', 'https://api.botframework.azure.cn']

/** Listens on 127.0.0.1 until it is closed. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { port = 0, botUrl, untidy: switchedOn = [], certificate, ...others } = options
  const untidy: Untidy = new Set(switchedOn)
  const handlers: Handler[] = []
  const server = createServer((req, res) => void serve(handlers, req, res))
  const origin = await listen(server, port)
  const everybody = options.people ?? people

  const secrets = options.secrets ?? { bot: crypto.randomUUID(), contacts: crypto.randomUUID() }
  const redirectUris = new Set<string>()
  const entra = await createEntra({
    ...others,
    origin,
    untidy,
    apps: [{ id: BOT.appId, name: BOT.name, secret: secrets.bot }],
  })

  const teams = await channel({
    origin,
    bot: BOT,
    botUrl,
    people: everybody,
    untidy,
    verifyBot: (authorization) => isBot(entra, authorization),
  })
  const graph = createGraph({
    ...others,
    origin,
    untidy,
    access: entra.access,
    application: entra.application,
  })
  const faults = createFaults()
  const page = chatPage({ channel: teams, people: everybody, welcomes: options.welcomes })
  handlers.push(teams.watch, faults.handle, teams.handle, page, graph.handle, entra.handle)

  return {
    origin,
    channel: teams,
    entra,
    graph,
    faults,
    people: everybody,
    application: {
      consent: (tid, roles = ROLES) => entra.applications.consent(CONTACTS_APP, tid, roles),
      withdraw: (tid) => entra.applications.withdraw(CONTACTS_APP, tid),
      limitTo: (tid, oids) => entra.applications.limitTo(CONTACTS_APP, tid, oids),
    },
    untidy,
    settings(publicUrl) {
      redirectUris.add(`${publicUrl}/auth/callback`)
      const proof = certificate === undefined ? { secret: secrets.contacts } : { certificates: [certificate] }
      entra.register({ id: CONTACTS_APP, name: BOT.name, ...proof, roles: ROLES, redirectUris: [...redirectUris] })
      return {
        MicrosoftAppId: BOT.appId,
        MicrosoftAppPassword: secrets.bot,
        MicrosoftAppType: 'SingleTenant',
        MicrosoftAppTenantId: contoso.tid,
        CHANNELS: 'msteams,webchat,directline',
        ToBotFromChannelOpenIdMetadataUrl: teams.metadataUrl,
        ToBotFromChannelTokenIssuer: teams.issuer,
        ToChannelFromBotLoginUrl: `${origin}/${contoso.tid}`,
        ToChannelFromBotOAuthScope: CHANNEL_AUDIENCE,
        OAUTH_CLIENT_ID: CONTACTS_APP,
        ...(certificate === undefined && { OAUTH_CLIENT_SECRET: secrets.contacts }),
        OAUTH_AUTHORITY: origin,
      }
    },
    async close() {
      entra.close()
      await close(server)
    },
  }
}

/** Whether the header has the bot's own token for the channel. */
async function isBot(entra: Entra, authorization: string | undefined): Promise<boolean> {
  const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1]
  if (token === undefined) return false
  try {
    const { appId, audience } = await entra.verifyBotToken(token)
    return appId === BOT.appId && CHANNEL_AUDIENCES.includes(audience)
  } catch {
    return false
  }
}

/** Offers the request to each handler until one answers it. */
async function serve(handlers: readonly Handler[], req: IncomingMessage, res: ServerResponse): Promise<void> {
  try {
    for (const handle of handlers) if (await handle(req, res)) return
    sendJson(res, 404, { error: { code: 'NotFound', message: 'The emulator has nothing at this address.' } })
  } catch (error) {
    console.error('The emulator failed:', error)
    if (res.headersSent) res.destroy()
    else sendJson(res, 500, { error: { code: 'EmulatorFault', message: 'The emulator itself failed.' } })
  }
}

function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    })
  })
}

/** Also cuts open connections, such as the chat pages' event streams. */
function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()))
    server.closeAllConnections()
  })
}
