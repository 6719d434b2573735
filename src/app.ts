import { setTimeout as sleep } from 'node:timers/promises'
import { forget } from './commands/forget.ts'
import { commands } from './commands/run.ts'
import type { Config } from './config/config.ts'
import { type ClientAuthentication, clientAuthentication } from './entra/client-authentication.ts'
import { type Connection, CONNECTION_VERSION } from './connection/connection.ts'
import { type Departure, DEPARTURE_VERSION, departures } from './connection/departures.ts'
import { entra, EntraError } from './entra/entra.ts'
import { type Pending, PENDING_VERSION, pendingSignIns, type Pointer } from './sign-in/pending.ts'
import { SIGN_IN_COUNT_VERSION, type SignInCount, signInCounts } from './sign-in/limits.ts'
import { signIn } from './sign-in/sign-in.ts'
import { accessTokens } from './connection/tokens.ts'
import { addressBooks } from './book/address-books.ts'
import { graph } from './graph/graph.ts'
import { type Recent, RECENT_VERSION, recents } from './book/recent.ts'
import { routes } from './http/routes.ts'
import { httpServer, type SlowClients } from './http/server.ts'
import { counted, type Log, refusals } from './log.ts'
import { isLoopback } from './loopback.ts'
import { outbound } from './outbound.ts'
import { CanaryError } from './store/sealed.ts'
import { openStore } from './store/open.ts'
import { records } from './store/records.ts'
import { StoreError } from './store/store.ts'
import { ChannelAuthentication } from './channel/authentication.ts'
import { ContactsBot } from './chat/bot.ts'
import type { TurnLog } from './channel/events.ts'
import { proactive } from './chat/proactive.ts'
import { type TurnRecord, turnRecords, TURN_VERSION } from './channel/redelivery.ts'
import { Adapter, turns } from './channel/receive.ts'
import { en } from './text/en.ts'

/** The parts, put together; nothing listens yet. */
export type App = {
  /** @returns the port that was given. @throws where the port is taken. */
  listen(): Promise<number>
  /** Says by /readyz that it goes, for `noticeMs` while it still takes work; then finishes what is under way (10 s at most)
   *  and lets go of everything. */
  stop(noticeMs?: number): Promise<void>
  /** Resolves when the store proves to be sealed under another key: the bot must not go on. */
  wrongKey: Promise<CanaryError>
  /** Resolves once no turn is under way and no chat is being told anything. */
  idle(): Promise<void>
}

const GRACE_MS = 10_000
const STORE_CHECK_MS = 1_000

/** For tests: how long a sign-in may take, where not ten minutes, how long slow clients are waited for, and the clock that tells
 *  how old a copy of an address book is. */
export type Timing = {
  signInMs?: number | undefined
  slowClients?: SlowClients | undefined
  now?: (() => number) | undefined
}

/** @throws {StoreError} where the embedded store's file is damaged. */
export function createApp(config: Config, log: Log, { signInMs, slowClients, now }: Timing = {}): App {
  const work = tracker()
  const refused = refusals(log)
  const turnLog = turnLogOf(log, refused)
  const out = outbound()
  const { store, check } = openStore({
    redisUrl: config.redisUrl,
    dataFile: config.dataFile,
    keys: config.encryptionKeys,
    onError: (error) => log.error({ error }, 'The store has trouble'),
    onBroken: counted((count) => log.error({ count }, 'Records that no key opens were met, and left alone')),
  })
  const connections = records<Connection>(store, CONNECTION_VERSION)
  const pendings = pendingSignIns(
    records<Pending>(store, PENDING_VERSION),
    records<Pointer>(store, PENDING_VERSION),
    signInMs,
  )

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
  const books = addressBooks({ graph: graph({ outbound: out }), store, keepMs, maxAgeMs, now })
  const { run, afterSignIn } = commands({
    signIn: signIns,
    mayBegin: signInCounts(records<SignInCount>(store, SIGN_IN_COUNT_VERSION)),
    accessToken: accessTokens({ connections, refresh: microsoft?.refresh ?? notSetUp }),
    connections,
    departures: departures(records<Departure>(store, DEPARTURE_VERSION)),
    forget: (user) => forget({ pendings, connections }, user),
    addressBooks: books,
    maxAgeMs,
    recents: recents(records<Recent>(store, RECENT_VERSION)),
  })

  const authentication = new ChannelAuthentication(config.bot, config.channel, out)
  const adapter = new Adapter(authentication)
  const receive = turns({
    adapter,
    authentication,
    bot: new ContactsBot({ run, log: turnLog, checksIdentity: authentication.checks }),
    claim: turnRecords(records<TurnRecord>(store, TURN_VERSION)),
    serviceHosts: config.channel.serviceHosts,
    loopback: config.channel.loopback,
    log: turnLog,
    track: work.track,
  })
  const appId = config.bot?.appId ?? ''
  const tellChat = proactive({ adapter, appId, afterSignIn, log: turnLog })
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
    }),
    secure: config.publicUrl.startsWith('https:'),
    authority: new URL(config.oauth.authority).origin,
    silent: log.child({}, { level: 'silent' }),
    onFault,
    sentenceOf: (error) => (error instanceof StoreError ? en.trouble.store_down : undefined),
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
    idle: work.done,
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

function turnLogOf(log: Log, refused: TurnLog['refused']): TurnLog {
  return {
    turn: (line) => log.info(line, 'turn'),
    signInWindow: (line) => log.info(line, 'The sign-in window'),
    refused,
    fault: (line) => log.error(line, 'A turn met a fault'),
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

  /** Once everything is done, also what began meanwhile. */
  async function done(): Promise<void> {
    while (underWay.size > 0) await Promise.all(underWay)
  }

  return {
    track(work: Promise<unknown>): void {
      const settled = work.catch(() => undefined).finally(() => underWay.delete(settled))
      underWay.add(settled)
    },
    done,
    /** Once everything is done, or after `limitMs`. */
    async settled(limitMs: number): Promise<void> {
      let timer: NodeJS.Timeout | undefined
      const limit = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, limitMs)
      })
      await Promise.race([done(), limit]).finally(() => clearTimeout(timer))
    },
  }
}
