import { createHash } from 'node:crypto'
import type { Outcome } from '../connection/sign-in.ts'
import { en } from '../text/en.ts'

/** A page as it goes out. */
export type Page = { status: number; html: string }

const STYLE = `:root{color-scheme:light dark;--ink:#242424;--paper:#fff;--back:#f5f5f5;--quiet:#616161;--brand:#4f52b2;--on-brand:#fff}
@media(prefers-color-scheme:dark){:root{--ink:#fff;--paper:#292929;--back:#141414;--quiet:#adadad;--brand:#9299f7;--on-brand:#141414}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1rem;background:var(--back);color:var(--ink);font:1rem/1.5 "Segoe UI",system-ui,sans-serif}
main{width:100%;max-width:28rem;padding:2rem;background:var(--paper);border-radius:.5rem;box-shadow:0 2px 8px rgb(0 0 0/.15);overflow-wrap:anywhere}
p.app{margin:0 0 1rem;color:var(--quiet);font-size:.875rem}
h1{margin:0 0 1rem;font-size:1.5rem;line-height:1.25}
p{margin:0 0 1rem}
button{width:100%;padding:.75rem 1rem;border:0;border-radius:.25rem;background:var(--brand);color:var(--on-brand);font:inherit;font-weight:600;cursor:pointer}
button:focus-visible{outline:3px solid var(--ink);outline-offset:2px}
.quiet{color:var(--quiet);font-size:.875rem}`

/** The only style that a page may have, as its Content-Security-Policy names it. */
export const STYLE_HASH = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`

/** Names who asked, and does nothing until the button is pressed. */
export function startPage(ticket: string, name: string): Page {
  const words = en.page.start
  return page(
    200,
    words.title,
    `<p>${escape(words.who(name))}</p>
<p>${escape(words.warning)}</p>
<form id="continue" method="post" action="/auth/start"><input type="hidden" name="ticket" value="${escape(ticket)}"><button type="submit">${escape(words.button)}</button></form>`,
  )
}

/** How a sign-in ended, for the person in the browser. */
export function outcomePage(outcome: Outcome): Page {
  const words = en.page
  switch (outcome.kind) {
    case 'connected':
      return sentence(200, words.connected.title, words.connected.text(outcome.account.username))
    case 'mismatch':
      return sentence(403, words.mismatch.title, words.mismatch.text(outcome.account.username))
    case 'failed':
      return sentence(outcome.code === 'unavailable' ? 503 : 400, words.failed.title, en.signInFailed[outcome.code])
    case 'superseded':
    case 'expired':
      return sentence(410, words.expired.title, words.expired.text)
    case 'wrong_browser':
      return sentence(400, words.wrongBrowser.title, words.wrongBrowser.text)
    case 'malformed':
      return sentence(400, words.malformed.title, words.malformed.text)
  }
}

/** What the person sees of a fault on our side. */
export function troublePage(status: number, text: string, reference: string): Page {
  return page(
    status,
    en.page.trouble.title,
    `<p>${escape(text)}</p><p class="quiet">${escape(en.trouble.reference(reference))}</p>`,
  )
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
