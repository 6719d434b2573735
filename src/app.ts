// Puts the parts together, and does nothing else: `app/` has those that are made of several.
import { setTimeout as sleep } from 'node:timers/promises'
import { mailboxAccess } from './app/access.ts'
import { chats } from './app/chats.ts'
import { mailboxes } from './app/mailboxes.ts'
import type { Seams } from './app/seams.ts'
import { storage } from './app/storage.ts'
import { web } from './app/web.ts'
import type { RegistrationProblem } from './channel/channel.ts'
import { usernameInRoster } from './chat/roster.ts'
import { commands } from './commands/dispatch.ts'
import { compileAhead } from './commands/parsing/grammar.ts'
import { linksOf } from './config/clouds.ts'
import type { Config } from './config/config.ts'
import { backgroundWork } from './lifecycle.ts'
import { events, type Log } from './log.ts'
import { outbound } from './outbound/outbound.ts'
import { signIn } from './sign-in/sign-in.ts'
import type { CanaryError } from './store/sealed-store.ts'
import { LANGUAGES } from './text/languages.ts'
import { withoutSignIn } from './text/without-sign-in.ts'

export type { Seams } from './app/seams.ts'

/** A bot that does not listen yet. */
export type App = {
  /** @returns the port that it listens on. @throws if the port is taken. */
  listen(): Promise<number>
  /** `/readyz` answers 503 at once, and work is still taken for `noticeMs`, each answer closing its connection. Then the work under
   *  way is finished, for 10 s at most, and everything is closed. */
  stop(noticeMs?: number): Promise<void>
  /** Resolves if the store proves to be sealed under another key: the bot must not go on. */
  wrongKey: Promise<CanaryError>
  /** Resolves once the store has answered. */
  storeAnswers: Promise<void>
  /** Asks for the bot's own token. @returns why Microsoft gives none; undefined if it gives one, or if none is asked for here:
   *  without a registration, and for a managed identity. */
  botProblem(): Promise<RegistrationProblem | undefined>
  /** Looks up at Microsoft where people sign in. @returns what is wrong there; undefined if nothing is. */
  tenantProblem(): Promise<unknown>
  /** Resolves once no turn is under way and no chat is being told anything. */
  idle(): Promise<void>
}

const GRACE_MS = 10_000
/** A bot that has just started has more urgent work than to make its languages ready. */
const AHEAD_AFTER_MS = 3_000

/** @throws {StoreError} if the embedded store's file is damaged. */
export async function createApp(config: Config, log: Log, seams: Seams = {}): Promise<App> {
  const { publicUrl, oauth } = config
  const { edits, maxAgeMs, keepMs } = config.contacts
  const spoken = seams.languages ?? LANGUAGES
  const languages = config.graphAccess === 'application' ? withoutSignIn(spoken) : spoken
  const links = linksOf(oauth.authority, config.cloud)
  const metrics = config.metricsPort === undefined ? undefined : (await import('./metrics/metrics.ts')).metrics()
  const report = metrics ? metrics.counted(events(log)) : events(log)
  const work = backgroundWork()
  const ending = new AbortController()
  const out = outbound({ proxy: config.proxy, ...report.outbound })
  const { store, sealing, instance, keyCheck } = await storage(config, report, metrics)
  const parts = { outbound: out, store, report }
  const shared = { links, languages, track: work.track }

  const { application, accessToken, connections, entra, ...microsoft } = mailboxAccess(config, parts)
  const contacts = mailboxes(config, parts, seams)
  const signIns = signIn({
    store,
    sealing,
    connections,
    entra,
    isNeeded: !application,
    edits,
    publicUrl,
    ...oauth,
    lifetimeMs: seams.signInMs,
    usernameOf: (flow) => usernameInRoster(flow, chat.adapter),
    onExpired: (flow) => work.track(chat.tell.expired(flow)),
  })
  const chat = chats(
    config,
    {
      ...parts,
      commands: commands({
        ...contacts,
        store,
        signIn: signIns,
        accessToken,
        application,
        connections,
        maxAgeMs,
        keepMs,
        edits,
        newBudget: seams.newBudget,
      }),
      offer: signIns.offer,
      ...shared,
      signal: ending.signal,
    },
    seams,
  )
  const server = web(
    config,
    {
      chat,
      signIn: signIns,
      hasSignIns: !application,
      ...shared,
      ready: instance.isReady,
      log,
      report,
    },
    seams,
  )

  let ahead: NodeJS.Timeout | undefined
  function compileLanguages(): void {
    for (const { commands: words } of languages) void compileAhead(words.questions)
  }

  return {
    async listen() {
      keyCheck.begin()
      if (config.metricsPort !== undefined) await metrics?.listen(config.metricsPort, config.host)
      const port = await server.listen(config.port, config.host)
      ahead = setTimeout(compileLanguages, AHEAD_AFTER_MS).unref()
      return port
    },
    async stop(noticeMs = 0) {
      instance.stop()
      clearTimeout(ahead)
      server.drain()
      if (noticeMs > 0) await sleep(noticeMs)
      ending.abort()
      keyCheck.end()
      microsoft.close()
      const until = performance.now() + GRACE_MS
      await server.close(GRACE_MS)
      await contacts.addressBooks.stop()
      await work.settled(Math.max(0, until - performance.now()))
      await store.close()
      await out.close()
      await metrics?.close()
    },
    wrongKey: keyCheck.wrongKey,
    storeAnswers: keyCheck.answers,
    botProblem: chat.registrationProblem,
    tenantProblem: microsoft.tenantProblem,
    idle: work.done,
  }
}
