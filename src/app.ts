// Puts the parts together, and does nothing else.
import { setTimeout as sleep } from 'node:timers/promises'
import { addressBooks } from './book/address-books.ts'
import type { Room } from './book/room.ts'
import { openChannel, type RegistrationProblem } from './channel/channel.ts'
import { isTurnMark } from './channel/redelivery.ts'
import { tryingAgain } from './channel/try-again.ts'
import type { AnswerOptions } from './chat/answer.ts'
import { contactsBot } from './chat/bot.ts'
import { inBackground, type InBackground } from './chat/in-background.ts'
import { proactive } from './chat/proactive.ts'
import { usernameInRoster } from './chat/roster.ts'
import { commands } from './commands/dispatch.ts'
import { compileAhead } from './commands/grammar.ts'
import type { Services } from './commands/services.ts'
import { linksOf } from './config/clouds.ts'
import type { Config } from './config/config.ts'
import { type Application, application } from './connection/application.ts'
import { applicationTokens } from './connection/application-tokens.ts'
import { connectionRecords } from './connection/connection.ts'
import type { Refresh } from './connection/refresh.ts'
import { accessTokens } from './connection/tokens.ts'
import type { Entra } from './entra/entra.ts'
import { registration } from './entra/registration.ts'
import { files } from './files/files.ts'
import { keptPhotos } from './photos/kept-photos.ts'
import { photos } from './photos/photos.ts'
import { graph } from './graph/graph.ts'
import { routes } from './http/routes.ts'
import { httpServer, type SlowClients } from './http/server.ts'
import { backgroundWork, readiness, storeCheck } from './lifecycle.ts'
import { events, type Log, type Report } from './log.ts'
import { outbound } from './outbound.ts'
import { mayConnect } from './sign-in/accounts.ts'
import { adminStates } from './sign-in/admin-consent.ts'
import { signIn } from './sign-in/sign-in.ts'
import { openStore, WRITE_CHECK } from './store/open.ts'
import type { CanaryError } from './store/sealed.ts'
import { type Store, StoreError } from './store/store.ts'
import { LANGUAGES, type Languages } from './text/languages.ts'
import { withoutSignIn } from './text/without-sign-in.ts'

/** A bot that does not listen yet. */
export type App = {
  /** @returns the port that it listens on. @throws where the port is taken. */
  listen(): Promise<number>
  /** `/readyz` answers 503 at once, and work is still taken for `noticeMs`, each answer closing its connection. Then the work under
   *  way is finished, for 10 s at most, and everything is closed. */
  stop(noticeMs?: number): Promise<void>
  /** Resolves where the store proves to be sealed under another key: the bot must not go on. */
  wrongKey: Promise<CanaryError>
  /** Resolves once the store has answered. */
  storeAnswers: Promise<void>
  /** Asks for the bot's own token. @returns why there is none; undefined where it does, or where there is none. */
  botProblem(): Promise<RegistrationProblem | undefined>
  /** Looks up at Microsoft where people sign in. @returns what is wrong there; undefined where nothing is. */
  tenantProblem(): Promise<unknown>
  /** Resolves once no turn is under way and no chat is being told anything. */
  idle(): Promise<void>
}

/** For tests. `signInMs`: how long a sign-in may take. `answerWithinMs`: when a delivery is answered at the latest. `slowClients`,
 *  `answerMs`: how long the server waits for clients. `languages`: others. `newcomers`: how many new people a channel may bring.
 *  `now`: the clock that tells how old a copy of an address book is. `room`: for address books that are being read.
 *  `newBudget`: what the search for one question may use. */
export type Seams = {
  signInMs?: number | undefined
  answerWithinMs?: number | undefined
  slowClients?: SlowClients | undefined
  answerMs?: number | undefined
  languages?: Languages | undefined
  newcomers?: { atOnce: number; perSecond: number } | undefined
  now?: (() => number) | undefined
  room?: Room | undefined
  newBudget?: Services['budget'] | undefined
}

const GRACE_MS = 10_000
/** How long the record of a trial stays: longer than until the next. */
const WRITE_CHECK_MS = 60_000

/** @throws {StoreError} where the embedded store's file is damaged. */
export async function createApp(config: Config, log: Log, seams: Seams = {}): Promise<App> {
  const { signInMs, answerWithinMs, slowClients, answerMs, newcomers, now, room, newBudget } = seams
  const { publicUrl, oauth, redisUrl, dataFile, encryptionKeys } = config
  const spoken = seams.languages ?? LANGUAGES
  const languages = config.graphAccess === 'application' ? withoutSignIn(spoken) : spoken
  const links = linksOf(oauth.authority, config.cloud)
  const { edits } = config.contacts
  const metrics = config.metricsPort === undefined ? undefined : (await import('./metrics/metrics.ts')).metrics()
  const report = metrics ? metrics.counted(events(log)) : events(log)
  const work = backgroundWork()
  const ending = new AbortController()
  const tryAgain = tryingAgain({ track: work.track, signal: ending.signal })
  const out = outbound({ proxy: config.proxy, ...report.outbound })
  const {
    store: opened,
    sealing,
    check,
  } = await openStore({
    redisUrl,
    dataFile,
    encryptionKeys,
    isBot: true,
    isPublic: isTurnMark,
    ...report.store,
  })
  const store = metrics ? metrics.timed(opened) : opened
  const instance = readiness({
    read: () => store.get('canary'),
    write: () => store.put(WRITE_CHECK, Buffer.of(1), WRITE_CHECK_MS),
    onChange: report.health.onWritable,
  })
  const keyCheck = storeCheck(check, report.store.onError)

  const microsoft = registration(config, out.fetch, report.credentials)
  // People may have allowed changes before an operator switched them off.
  const refresh: Refresh = edits
    ? microsoft.refresh
    : (tenant, token, claims) => microsoft.refresh(tenant, token, claims)
  const connections = connectionRecords(store)
  const unsigned = applicationOf(config, microsoft.entra, store, report)
  const signIns = signIn({
    store,
    sealing,
    connections,
    // Nobody signs in where the application reads by its own right; only administrators come back from Microsoft.
    entra: unsigned ? undefined : microsoft.entra,
    isNeeded: !unsigned,
    edits,
    publicUrl,
    ...oauth,
    lifetimeMs: signInMs,
    usernameOf: (flow) => usernameInRoster(flow, adapter),
    onExpired: (flow) => work.track(tellChat.expired(flow)),
  })
  const contacts = graph({ outbound: out })
  const { keepMs } = config.contacts
  const pictures = photos({ graph: contacts, kept: keepMs > 0 ? keptPhotos(store, keepMs) : undefined })
  const books = addressBooks({
    graph: contacts,
    store,
    ...config.contacts,
    ...report.books,
    onNamed: ({ key, mailbox }, ids) => pictures.changed(key, mailbox, ids),
    now,
    room,
  })
  const { run, afterSignIn } = commands({
    store,
    signIn: signIns,
    accessToken: unsigned?.token ?? accessTokens({ connections, refresh, ...report.tokens }),
    application: unsigned,
    connections,
    photos: pictures,
    files: files({ outbound: out, hosts: config.channel.fileHosts, loopback: config.channel.loopback }),
    addressBooks: books,
    maxAgeMs: config.contacts.maxAgeMs,
    keepMs: config.contacts.keepMs,
    edits,
    graph: contacts,
    newBudget,
  })
  const doIn: InBackground = (reference, say) =>
    inBackground({ adapter, events: report.turns, tryAgain })(reference, say)
  const later: AnswerOptions['later'] = (reference, say) => work.track(doIn(reference, say))
  const { adapter, admit, receive, registrationProblem } = openChannel({
    bot: config.bot,
    settings: config.channel,
    outbound: out,
    store,
    handlers: (checksIdentity) =>
      contactsBot({ run, events: report.turns, checksIdentity, links, edits, languages, later }),
    events: report.turns,
    track: work.track,
    tryAgain,
    answerWithinMs,
    newcomers,
  })
  const tellChat = proactive({
    inBackground: doIn,
    afterSignIn,
    offer: signIns.offer,
    events: report.turns,
    links,
    edits,
    languages,
  })

  const server = httpServer({
    routes: routes({
      admit,
      receive,
      signIn: signIns,
      tell: tellChat.ended,
      track: work.track,
      ready: instance.isReady,
      ...report.requests,
      publicUrl,
      proxies: config.trustProxy,
      keepMs: config.contacts.keepMs,
      hasSignIns: !unsigned,
      edits,
      consentUrl: links.consent,
      languages,
    }),
    secure: publicUrl.startsWith('https:'),
    local: config.bot === undefined,
    silent: log.child({}, { level: 'silent' }),
    ...report.requests,
    sentenceOf: (error, { trouble }) => (error instanceof StoreError ? trouble.store_down : undefined),
    languages,
    slowClients,
    answerMs,
  })

  return {
    async listen() {
      keyCheck.begin()
      if (config.metricsPort !== undefined) await metrics?.listen(config.metricsPort, config.host)
      const port = await server.listen(config.port, config.host)
      for (const { commands: words } of languages) void compileAhead(words.questions)
      return port
    },
    async stop(noticeMs = 0) {
      instance.stop()
      server.drain()
      if (noticeMs > 0) await sleep(noticeMs)
      ending.abort()
      keyCheck.end()
      microsoft.close()
      const until = performance.now() + GRACE_MS
      await server.close(GRACE_MS)
      await books.stop()
      await work.settled(Math.max(0, until - performance.now()))
      await store.close()
      await out.close()
      await metrics?.close()
    },
    wrongKey: keyCheck.wrongKey,
    storeAnswers: keyCheck.answers,
    botProblem: registrationProblem,
    tenantProblem: async () => microsoft.entra?.checkTenant(oauth.tenant).catch((error: unknown) => error),
    idle: work.done,
  }
}

/** How mailboxes are read without sign-ins; undefined where people sign in. */
function applicationOf(
  { graphAccess, oauth }: Config,
  entra: Entra | undefined,
  store: Store,
  report: Report,
): Application | undefined {
  if (graphAccess !== 'application' || !entra) return undefined
  const { authority, clientId = '' } = oauth
  const states = adminStates(store)
  return application({
    tokens: applicationTokens({
      store,
      request: entra.applicationToken,
      client: `${authority} ${clientId}`,
      ...report.tokens,
    }),
    isServed: (tenantId) => mayConnect(oauth, tenantId),
    approvalUrl: async (tenantId) =>
      entra.adminConsentUrl(tenantId, await states.stateFor(tenantId), 'everything').href,
  })
}
