import { setTimeout as sleep } from 'node:timers/promises'
import { commands } from './commands/dispatch.ts'
import { questionLimit } from './commands/with-token.ts'
import type { Config } from './config/config.ts'
import { type ClientAuthentication, clientAuthentication } from './entra/client-authentication.ts'
import { connectionRecords } from './connection/connection.ts'
import { departures } from './connection/departures.ts'
import { entra } from './entra/entra.ts'
import { EntraError } from './entra/entra-error.ts'
import { pendingSignIns } from './sign-in/pending.ts'
import { signInCounts } from './sign-in/limits.ts'
import { signIn } from './sign-in/sign-in.ts'
import { accessTokens } from './connection/tokens.ts'
import { addressBooks } from './book/address-books.ts'
import { graph } from './graph/graph.ts'
import { recents } from './book/recent.ts'
import { routes } from './http/routes.ts'
import { httpServer, type SlowClients } from './http/server.ts'
import { counted, type Log, refusals } from './log.ts'
import { isLoopback } from './loopback.ts'
import { outbound } from './outbound.ts'
import { CanaryError } from './store/sealed.ts'
import { openStore } from './store/open.ts'
import { StoreError } from './store/store.ts'
import { ChannelAuthentication } from './channel/authentication.ts'
import { contactsBot } from './chat/bot.ts'
import type { Events } from './channel/events.ts'
import { proactive } from './chat/proactive.ts'
import { turnRecords } from './channel/redelivery.ts'
import { channelAdapter } from './channel/adapter.ts'
import { turns } from './channel/receive.ts'
import type { Languages } from './text/languages.ts'

/** The parts, put together; nothing listens yet. */
export type App = {
  /** @returns the port that was given. @throws where the port is taken. */
  listen(): Promise<number>
  /** Says by /readyz that it goes, for `noticeMs` while it still takes work; then finishes what is under way (10 s at most)
   *  and lets go of everything. */
  stop(noticeMs?: number): Promise<void>
  /** Resolves when the store proves to be sealed under another key: the bot must not go on. */
  wrongKey: Promise<CanaryError>
}

const GRACE_MS = 10_000
const STORE_CHECK_MS = 1_000

/** For tests: how long a sign-in may take, where not ten minutes, and slow clients are waited for; and other languages. */
export type Seams = {
  signInMs?: number | undefined
  slowClients?: SlowClients | undefined
  languages?: Languages | undefined
}

/** @throws {StoreError} where the embedded store's file is damaged. */
export function createApp(config: Config, log: Log, { signInMs, slowClients, languages }: Seams = {}): App {
  const work = tracker()
  const refused = refusals(log)
  const events = eventsOf(log, refused)
  const out = outbound()
  const { store, check } = openStore({
    redisUrl: config.redisUrl,
    dataFile: config.dataFile,
    keys: config.encryptionKeys,
    onError: (error) => log.error({ error }, 'The store has trouble'),
    onBroken: counted((count) => log.error({ count }, 'Records that no key opens were met, and left alone')),
  })
  const connections = connectionRecords(store)
  const pendings = pendingSignIns(store, signInMs)

  const client = clientOf(config, log)
  const microsoft = entraOf(config, client, out.fetch)
  const signIns = signIn({
    pendings,
    connections,
    entra: microsoft,
    publicUrl: config.publicUrl,
    tenant: config.oauth.tenant,
    allowedTenants: config.oauth.allowedTenants,
    otherAccounts: config.oauth.otherAccounts,
    onExpired: (flow) => work.track(tellChat.expired(flow)),
  })
  const { keepMs, maxAgeMs } = config.contacts
  const books = addressBooks({ graph: graph({ outbound: out }), store, keepMs, maxAgeMs })
  const { run, afterSignIn } = commands({
    signIn: signIns,
    mayBegin: signInCounts(store),
    accessToken: accessTokens({ connections, refresh: microsoft?.refresh ?? notSetUp }),
    connections,
    departures: departures(store),
    mayAsk: questionLimit(),
    addressBooks: books,
    maxAgeMs,
    recents: recents(store),
  })

  const authentication = new ChannelAuthentication(config.bot, config.channel, out)
  const handlers = contactsBot({ run, events, checksIdentity: authentication.checks })
  const adapter = channelAdapter(authentication, config.bot?.appId ?? '', handlers)
  const receive = turns({
    adapter,
    authentication,
    claim: turnRecords(store),
    serviceHosts: config.channel.serviceHosts,
    loopback: config.channel.loopback,
    events,
    track: work.track,
  })
  const tellChat = proactive({ adapter, afterSignIn, events, languages })
  const onFault = (error: unknown, told: string) => log.error({ error, reference: told }, 'A request failed')
  let stopping = false
  const server = httpServer({
    routes: routes({
      receive,
      signIn: signIns,
      tell: tellChat.ended,
      track: work.track,
      onFault,
      ready: async () => !stopping && (await isReachable(() => store.get('canary'))),
      onRefused: refused,
      publicUrl: config.publicUrl,
      proxies: config.trustProxy,
      authority: config.oauth.authority,
      languages,
    }),
    secure: config.publicUrl.startsWith('https:'),
    authority: new URL(config.oauth.authority).origin,
    silent: log.child({}, { level: 'silent' }),
    onFault,
    sentenceOf: (error, { trouble }) => (error instanceof StoreError ? trouble.store_down : undefined),
    languages,
    slowClients,
  })

  const { promise: wrongKey, resolve: onWrongKey } = Promise.withResolvers<CanaryError>()
  const checking = setInterval(checkStore, STORE_CHECK_MS)
  function checkStore() {
    check().then(
      () => clearInterval(checking),
      (error: unknown) => {
        if (error instanceof CanaryError) onWrongKey(error)
      },
    )
  }

  return {
    listen() {
      checkStore()
      const host = isLoopback(new URL(config.publicUrl).hostname) ? '127.0.0.1' : undefined
      return server.listen(config.port, host)
    },
    async stop(noticeMs = 0) {
      stopping = true
      if (noticeMs > 0) await sleep(noticeMs)
      clearInterval(checking)
      client?.close()
      const until = performance.now() + GRACE_MS
      await server.close(GRACE_MS)
      await books.stop()
      await work.settled(Math.max(0, until - performance.now()))
      await store.close()
      await out.close()
    },
    wrongKey,
  }
}

function clientOf({ oauth }: Config, log: Log): ClientAuthentication | undefined {
  if (!oauth.credentials) return undefined
  return clientAuthentication(oauth.credentials, {
    onBroken: (problems) =>
      log.error({ problems }, 'The files that this program authenticates with cannot be used as they are now'),
    onEnding: (daysLeft) => log.warn({ daysLeft }, 'OAUTH_CLIENT_CERTIFICATE runs out soon, or has'),
  })
}

function entraOf(
  { oauth, publicUrl, graphUrl }: Config,
  client: ClientAuthentication | undefined,
  fetch: typeof globalThis.fetch,
) {
  if (!oauth.clientId || !client) return undefined
  return entra({
    authority: oauth.authority,
    clientId: oauth.clientId,
    clientAuth: client.authenticate,
    redirectUri: `${publicUrl}/auth/callback`,
    graphUrl,
    fetch,
  })
}

/** A registration that was taken out of the settings while people are connected. */
function notSetUp(): Promise<never> {
  return Promise.reject(new EntraError('operator'))
}

function eventsOf(log: Log, refused: Events['refused']): Events {
  return {
    turn: (line) => log.info(line, 'turn'),
    signInWindow: (line) => log.info(line, 'Teams reported on a sign-in window'),
    refused,
    fault: (line) => log.error(line, 'Something failed in a turn'),
  }
}

async function isReachable(ask: () => Promise<unknown>): Promise<boolean> {
  try {
    await ask()
    return true
  } catch {
    return false
  }
}

/** Work that outlives the request that began it. */
function tracker() {
  const underWay = new Set<Promise<unknown>>()
  return {
    track(work: Promise<unknown>): void {
      const settled = work.catch(() => undefined).finally(() => underWay.delete(settled))
      underWay.add(settled)
    },
    /** Once everything is done, or after `limitMs`. */
    async settled(limitMs: number): Promise<void> {
      let timer: NodeJS.Timeout | undefined
      const limit = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, limitMs)
      })
      await Promise.race([Promise.all(underWay), limit]).finally(() => clearTimeout(timer))
    },
  }
}
