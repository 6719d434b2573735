import { createHash } from 'node:crypto'
import type { Catalogue } from '../text/catalogue.ts'

/** A page, ready to be sent. `scripted`: it runs the script that passes its result to Teams. */
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
h2{font-size:1.125rem;line-height:1.25;margin:.5rem 0 0}
ul{margin:0;padding-inline-start:1.25rem}
button{width:100%;padding:.75rem 1rem;border:1px solid transparent;border-radius:.25rem;background:var(--brand);color:var(--on-brand);font:inherit;font-weight:600;cursor:pointer}
button:focus-visible{outline:3px solid var(--ink);outline-offset:2px}
form{display:flex;flex-wrap:wrap;gap:.75rem}
form button{flex:1 1 auto;width:auto}
button.other{background:transparent;color:var(--ink);border-color:var(--quiet)}
.code{font-size:2rem;font-weight:600;letter-spacing:.15em;text-align:center}
dl{margin:0;display:grid;grid-template-columns:auto 1fr;gap:.25rem .75rem;font-size:.875rem}
dt{color:var(--quiet)}
dd{margin:0}
#hand-over:not([hidden]){display:flex;flex-direction:column;gap:.75rem}
a{color:var(--brand)}
@media(forced-colors:active){a{color:LinkText}}
.quiet{color:var(--quiet);font-size:.875rem}`

/** Allows only this style in a page's Content-Security-Policy. */
export const STYLE_HASH = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`

/** @param body HTML, with everything in it escaped */
export function page(status: number, title: string, body: string, { locale, appName }: Catalogue): Page {
  return {
    status,
    html: `<!doctype html>
<html lang="${escape(locale)}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${escape(title)} – ${escape(appName)}</title><style>${STYLE}</style></head>
<body><main><p class="app">${escape(appName)}</p><h1>${escape(title)}</h1>
${body}</main></body>
</html>
`,
  }
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}
