import { createHash } from 'node:crypto'
import type { ChatUser } from '../connection/chat-user.ts'
import type { Failed, Outcome } from '../sign-in/sign-in.ts'
import { en } from '../text/en.ts'
import { HAND_OVER, TEAMS_JS } from './assets.ts'

/** A page as it goes out. `scripted`: it hands its result over to Teams. */
export type Page = { status: number; html: string; scripted?: boolean }

const STYLE = `:root{color-scheme:light dark;--ink:#242424;--paper:#fff;--back:#f5f5f5;--quiet:#616161;--brand:#4f52b2;--on-brand:#fff}
@media(prefers-color-scheme:dark){:root{--ink:#fff;--paper:#292929;--back:#141414;--quiet:#adadad;--brand:#9299f7;--on-brand:#141414}}
@media(forced-colors:active){:root{--ink:CanvasText;--paper:Canvas;--back:Canvas;--quiet:CanvasText;--brand:ButtonFace;--on-brand:ButtonText}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:min(1rem,3vw);background:var(--back);color:var(--ink);font:1rem/1.5 "Segoe UI",system-ui,sans-serif}
main{display:flex;flex-direction:column;gap:1rem;width:100%;max-width:28rem;padding:min(2rem,7vw);background:var(--paper);border:1px solid transparent;border-radius:.5rem;box-shadow:0 2px 8px rgb(0 0 0/.15);overflow-wrap:anywhere}
p.app{color:var(--quiet);font-size:.875rem}
h1,p{margin:0}
h1{font-size:1.5rem;line-height:1.25}
button{width:100%;padding:.75rem 1rem;border:1px solid transparent;border-radius:.25rem;background:var(--brand);color:var(--on-brand);font:inherit;font-weight:600;cursor:pointer}
button:focus-visible{outline:3px solid var(--ink);outline-offset:2px}
form{display:flex;flex-wrap:wrap;gap:.75rem}
form button{flex:1 1 auto;width:auto}
button.other{background:transparent;color:var(--ink);border-color:var(--quiet)}
.code{font-size:2rem;font-weight:600;letter-spacing:.15em;text-align:center;animation:appear 0s 3s both}
.moment{height:0;text-align:center;color:var(--quiet);animation:appear 0s 3s reverse both}
@keyframes appear{from{visibility:hidden}to{visibility:visible}}
a{color:var(--brand)}
@media(forced-colors:active){a{color:LinkText}}
.quiet{color:var(--quiet);font-size:.875rem}`

/** The only style that a page may have, as its Content-Security-Policy names it. */
export const STYLE_HASH = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`

/** Names who asked and where, and does nothing until a button is pressed. */
export function startPage(ticket: string, user: ChatUser): Page {
  const words = en.page.start
  return page(
    200,
    words.title,
    `<p>${escape(words.who(user.name || words.somebody, placeOf(user)))}</p>
<p>${escape(words.warning)}</p>
<form id="continue" method="post" action="/auth/start"><input type="hidden" name="ticket" value="${escape(ticket)}"><button type="submit">${escape(words.button)}</button><button type="submit" class="other" name="cancel" value="yes">${escape(words.cancel)}</button></form>`,
  )
}

/** How a sign-in ended, for the person in the browser. */
export function outcomePage(outcome: Outcome): Page {
  const words = en.page
  switch (outcome.kind) {
    case 'connected':
      return handingOver(words.connected.title, words.connected.text(outcome.account.username), NOTHING_TO_TYPE)
    case 'code':
      return codePage(outcome)
    case 'mismatch':
      return sentence(403, words.mismatch.title, words.mismatch.text(outcome.account.username))
    case 'failed':
      return failedPage(outcome)
    case 'tenant_not_allowed':
      return sentence(403, words.failed.title, en.tenantNotAllowed)
    case 'admin_approved':
      return sentence(200, words.adminApproved.title, words.adminApproved.text)
    case 'admin_declined':
      return sentence(400, words.adminDeclined.title, words.adminDeclined.text)
    case 'superseded':
    case 'expired':
      return sentence(410, words.expired.title, words.expired.text)
    case 'wrong_browser':
      return sentence(400, words.wrongBrowser.title, words.wrongBrowser.text)
    case 'malformed':
      return sentence(400, words.malformed.title, words.malformed.text)
  }
}

/** Where the chat is, in words; a channel that nobody gave any by its own name. */
function placeOf({ channelId }: ChatUser): string {
  const places: Record<string, string> = en.page.places
  return Object.hasOwn(places, channelId) ? (places[channelId] ?? channelId) : channelId
}

/** What Teams is handed where the account is connected already. No code, so the bot has nothing more to say. */
const NOTHING_TO_TYPE = `<p id="result" data-result="connected" hidden></p>`

/** The code is only to be seen where Teams has not taken it within three seconds. */
function codePage({ code, account, flow }: Outcome & { kind: 'code' }): Page {
  const words = en.page.code
  const where = placeOf(flow.user)
  return handingOver(
    words.title,
    words.text(account.username, flow.user.name || en.page.start.somebody, where),
    `<p class="moment">${escape(words.moment)}</p>
<p id="result" class="code" role="status" data-result="${escape(code)}">${escape(code.slice(0, 3))} ${escape(code.slice(3))}</p>
<p class="quiet">${escape(words.warning)}</p>`,
  )
}

function handingOver(title: string, text: string, result: string): Page {
  const script = `<script src="${HAND_OVER}" data-teams-js="${TEAMS_JS}" defer></script>`
  return { ...page(200, title, `<p>${escape(text)}</p>\n${result}${script}`), scripted: true }
}

function failedPage({ code, adminUrl, fault }: Failed): Page {
  const link = adminUrl === undefined ? '' : `<p><a href="${escape(adminUrl)}">${escape(en.adminLink)}</a></p>`
  return page(
    code === 'unavailable' ? 503 : 400,
    en.page.failed.title,
    `<p>${escape(en.signInFailed[code])}</p>${link}${fault ? referenceLine(fault.reference) : ''}`,
  )
}

export function tooManyPage(): Page {
  return sentence(429, en.page.tooMany.title, en.page.tooMany.text)
}

/** What the person sees of a fault on our side. */
export function troublePage(status: number, text: string, reference: string): Page {
  return page(status, en.page.trouble.title, `<p>${escape(text)}</p>${referenceLine(reference)}`)
}

function referenceLine(reference: string): string {
  return `<p class="quiet">${escape(en.trouble.reference(reference))}</p>`
}

function sentence(status: number, title: string, text: string): Page {
  return page(status, title, `<p>${escape(text)}</p>`)
}

function page(status: number, title: string, body: string): Page {
  return {
    status,
    html: `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${escape(title)} – ${escape(en.appName)}</title><style>${STYLE}</style></head>
<body><main><p class="app">${escape(en.appName)}</p><h1>${escape(title)}</h1>
${body}</main></body>
</html>
`,
  }
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}
