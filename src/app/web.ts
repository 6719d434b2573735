import type { Links } from '../cards/links.ts'
import type { Config } from '../config/config.ts'
import { routes } from '../http/routes.ts'
import { httpServer } from '../http/server.ts'
import type { Log, Report } from '../log.ts'
import type { SignIn } from '../sign-in/sign-in.ts'
import { StoreError } from '../store/store.ts'
import type { Languages } from '../text/languages.ts'
import type { chats } from './chats.ts'
import type { Seams } from './seams.ts'

type Parts = {
  chat: Pick<ReturnType<typeof chats>, 'admit' | 'tell'>
  signIn: SignIn
  /** Whether people sign in. */
  hasSignIns: boolean
  links: Links
  languages: Languages
  /** Registers work that outlives the request that began it. */
  track: (work: Promise<unknown>) => void
  /** What `/readyz` answers. */
  ready: () => Promise<boolean>
  log: Log
  report: Report
}

/** The server for the channel's deliveries and people's browsers. It does not listen yet. */
export function web(config: Config, { chat, links, log, report, ...parts }: Parts, { slowClients, answerMs }: Seams) {
  const { publicUrl, contacts } = config
  return httpServer({
    routes: routes({
      ...parts,
      admit: chat.admit,
      tell: chat.tell.ended,
      ...report.requests,
      publicUrl,
      proxies: config.trustProxy,
      keepMs: contacts.keepMs,
      edits: contacts.edits,
      consentUrl: links.consent,
    }),
    secure: publicUrl.startsWith('https:'),
    local: config.bot === undefined,
    silent: log.child({}, { level: 'silent' }),
    ...report.requests,
    sentenceOf: (error, { trouble }) => (error instanceof StoreError ? trouble.store_down : undefined),
    languages: parts.languages,
    slowClients,
    answerMs,
  })
}
