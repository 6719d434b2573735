// The pages at the end of a sign-in, for the person in the browser.
import { CODES_A_DAY } from '../sign-in/code-count.ts'
import { SIGN_IN_TTL_MS } from '../sign-in/pending.ts'
import type { Failed, Flow, Outcome } from '../sign-in/outcome.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { failedSentence } from '../text/failed-sentence.ts'
import { HAND_OVER, TEAMS_JS } from './assets.ts'
import { escape, type Page, page } from './page-layout.ts'
import { paragraphs, referenceLine, sentencePage } from './plain-pages.ts'
import { nameOf, personOf, sides } from './sides.ts'

/** How a sign-in ended. */
export function outcomePage(outcome: Outcome, catalogue: Catalogue): Page {
  const words = catalogue.page
  const sentence = (status: number, { title, text }: { title: string; text: string }) =>
    sentencePage(status, title, text, catalogue)
  switch (outcome.kind) {
    case 'connected':
      return connectedPage(outcome, catalogue)
    case 'code':
      return codePage(outcome, catalogue)
    case 'mismatch':
      // The page names an account that may belong to a stranger, so it runs no script.
      return pageOf(mismatchPage(outcome, catalogue), catalogue)
    case 'failed':
      return closing(outcome, failedPage(failureOf(outcome), catalogue), catalogue)
    case 'over':
      return { ...overPage(outcome, catalogue), status: 410 }
    case 'tenant_not_allowed':
      return closing(outcome, notAllowedPage(403, catalogue), catalogue)
    case 'admin_approved':
      return sentence(200, words.adminApproved)
    case 'admin_declined':
      return sentence(400, words.adminDeclined)
    case 'used_up':
      return sentence(403, { title: words.failed.title, text: catalogue.signInsUsedUp(CODES_A_DAY) })
    case 'superseded':
    case 'expired':
      return sentence(410, { title: words.expired.title, text: words.expired.text(goodFor(catalogue)) })
    case 'wrong_browser':
      return sentence(400, words.wrongBrowser)
    case 'malformed':
      return sentence(400, words.malformed)
  }
}

function goodFor({ format }: Catalogue): string {
  return format.duration(SIGN_IN_TTL_MS)
}

/** If the account is already connected, the page passes a value to Teams that is not a code, so the bot does not reply to it. */
function connectedPage({ account, flow }: Outcome & { kind: 'connected' }, catalogue: Catalogue): Page {
  const { title, text } = catalogue.page.connected
  const result = `<p id="result" data-result="connected" hidden></p>`
  const body = `${paragraphs(text(nameOf(account, catalogue)))}\n${result}`
  return handingOver({ status: 200, title, body }, flow, catalogue)
}

/** Shows the code. Another app in Teams may have opened this window, so the code is only passed on by a button, below a sentence
 *  that names the account and the person. */
function codePage({ code, account, flow }: Outcome & { kind: 'code' }, catalogue: Catalogue): Page {
  const words = catalogue.page.code
  const name = nameOf(account, catalogue)
  const both = escape(words.both(ACCOUNT, PERSON))
    .replace(ACCOUNT, `<bdi>${escape(name)}</bdi>`)
    .replace(PERSON, `<bdi>${personOf(flow.user, catalogue)}</bdi>`)
  const body = `${sides(name, flow.user, catalogue)}
<p>${escape(words.text)}</p>
<p id="result" class="code" role="status" data-result="${escape(code)}">${escape(code.slice(0, 3))} ${escape(code.slice(3))}</p>
<p class="quiet">${escape(words.warning(goodFor(catalogue)))}</p>
${isInTeams(flow) ? `<div id="hand-over" hidden><p>${both}</p><button type="button">${escape(words.handOver)}</button></div>` : ''}`
  return handingOver({ status: 200, title: words.title, body }, flow, catalogue)
}

/** Placeholders for the two names while the sentence around them is escaped. */
const ACCOUNT = '\ue000'
const PERSON = '\ue001'

/** Only a chat in Teams gets a result through Teams. */
function isInTeams({ user }: Flow): boolean {
  return user.channelId === 'msteams'
}

function handingOver({ status, title, body }: Draft, flow: Flow, catalogue: Catalogue): Page {
  if (!isInTeams(flow)) return page(status, title, body, catalogue)
  const script = `<script src="${HAND_OVER}" data-teams-js="${TEAMS_JS}" defer></script>`
  return { ...page(status, title, body + script, catalogue), scripted: true }
}

/** Tells a browser that comes back after the end how its sign-in ended. It names no account, because anybody may have the link. */
function overPage({ as }: Outcome & { kind: 'over' }, catalogue: Catalogue): Page {
  const words = catalogue.page
  switch (as.kind) {
    case 'connected':
      return sentencePage(410, words.connected.title, words.over.connected, catalogue)
    case 'code':
      return sentencePage(410, words.code.title, words.over.code, catalogue)
    case 'mismatch':
      return pageOf(
        { status: 410, title: words.mismatch.title, body: paragraphs(catalogue.mismatch, words.failed.text) },
        catalogue,
      )
    case 'tenant_not_allowed':
      return pageOf(notAllowedPage(410, catalogue), catalogue)
    case 'failed':
      return pageOf(failedPage(as, catalogue), catalogue)
  }
}

type Failure = Pick<Failed, 'code' | 'adminUrl'> & { reference?: string | undefined; changes?: boolean }

function failureOf({ code, adminUrl, fault, flow }: Failed): Failure {
  return { code, adminUrl, reference: fault?.reference, changes: flow.changes === true }
}

/** A page before the layout is added. */
type Draft = { status: number; title: string; body: string }

function pageOf({ status, title, body }: Draft, catalogue: Catalogue): Page {
  return page(status, title, body, catalogue)
}

function failedPage({ code, adminUrl, reference, changes = false }: Failure, catalogue: Catalogue): Draft {
  const { title: notConnected, text } = catalogue.page.failed
  const title = changes ? catalogue.page.notAllowed : notConnected
  const link = adminUrl === undefined ? '' : `<p><a href="${escape(adminUrl)}">${escape(catalogue.adminLink)}</a></p>`
  const quotable = reference === undefined ? '' : referenceLine(reference, catalogue)
  const body = `${paragraphs(failedSentence(code, changes, catalogue))}${link}${quotable}${code === 'blocked' ? '' : paragraphs(text)}`
  return { status: code === 'unavailable' ? 503 : 400, title, body }
}

function mismatchPage({ account }: Outcome & { kind: 'mismatch' }, catalogue: Catalogue): Draft {
  const { mismatch, failed } = catalogue.page
  const body = paragraphs(mismatch.text(nameOf(account, catalogue)), failed.text)
  return { status: 403, title: mismatch.title, body }
}

function notAllowedPage(status: number, catalogue: Catalogue): Draft {
  const { title, text } = catalogue.page.failed
  return { status, title, body: paragraphs(catalogue.tenantNotAllowed, text) }
}

/** A page that closes Teams' sign-in window: at once if the person cancelled, otherwise with a button. */
function closing(
  outcome: Outcome & { kind: 'tenant_not_allowed' | 'failed' },
  { status, title, body }: Draft,
  catalogue: Catalogue,
): Page {
  const reason = outcome.kind === 'failed' ? outcome.code : outcome.kind
  const button = `<div id="hand-over" hidden><button type="button">${escape(catalogue.page.close)}</button></div>`
  const result = `<p id="result" data-failure="${reason}" hidden></p>${reason === 'cancelled' ? '' : button}`
  return handingOver({ status, title, body: `${body}\n${result}` }, outcome.flow, catalogue)
}
