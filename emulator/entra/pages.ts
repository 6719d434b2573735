import type { Person } from '../people.ts'
import type { EntraError } from './errors.ts'

export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

const STYLE = `
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: #eef1f6; color: #1b1b1b;
    font: 15px/1.5 "Segoe UI", system-ui, sans-serif }
  main { background: #fff; width: min(27rem, calc(100vw - 5rem)); padding: 2.2rem 2.5rem; box-shadow: 0 2px 6px #0003 }
  h1 { font-size: 1.5rem; font-weight: 600; margin: .6rem 0 1rem }
  small, .quiet { color: #616161 }
  form { margin: 0 }
  .account button { width: 100%; display: grid; text-align: left; padding: .7rem .8rem; border: 0; background: none;
    font: inherit; cursor: pointer; border-top: 1px solid #e5e5e5 }
  .account button:hover, .account.hinted button { background: #eff6fc }
  .account.hinted button { box-shadow: inset 3px 0 #0f6cbd }
  .choice { display: flex; justify-content: flex-end; gap: .6rem; margin-top: 1.6rem }
  .choice button { font: inherit; padding: .35rem 1.6rem; border: 0; background: #d6d6d6; cursor: pointer }
  .choice button[value=accept] { background: #0f6cbd; color: #fff }
  ul { padding-left: 1.2rem } code { overflow-wrap: anywhere }`

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escape(title)}</title>
<meta name="viewport" content="width=device-width"><style>${STYLE}</style></head>
<body><main><small>Microsoft Entra ID, emulated</small>${body}</main></body></html>`
}

/** Has a form `account-<username>` for each account, the hinted one first, and a form `cancel`. */
export function accountPicker(options: {
  action: string
  appName: string
  people: readonly Person[]
  hint?: string | undefined
}): string {
  const hint = options.hint?.toLowerCase()
  const sorted = options.people.toSorted((a, b) => Number(b.username === hint) - Number(a.username === hint))
  const action = escape(options.action)
  const accounts = sorted.map(
    (person) => `
<form id="account-${escape(person.username)}" class="account${person.username === hint ? ' hinted' : ''}" method="post" action="${action}">
<input type="hidden" name="account" value="${escape(person.oid)}">
<button type="submit"${person.username === hint ? ' autofocus' : ''}><b>${escape(person.name)}</b><span class="quiet">${escape(person.username)}</span></button></form>`,
  )
  return page(
    'Pick an account',
    `<h1>Pick an account</h1><p class="quiet">to continue to ${escape(options.appName)}</p>${accounts.join('')}
<form id="cancel" method="post" action="${action}"><div class="choice"><button type="submit" name="decision" value="cancel">Cancel</button></div></form>`,
  )
}

/** Has a form `consent` with two buttons named `decision`: `accept` and `cancel`. */
export function consentPage(options: {
  action: string
  appName: string
  owner: string
  username: string
  asks: readonly string[]
}): string {
  return page(
    'Permissions requested',
    `<p class="quiet">${escape(options.username)}</p><h1>Permissions requested</h1>
<p><b>${escape(options.appName)}</b> would like to:</p>
<ul>${options.asks.map((ask) => `<li>Contacts of ${escape(options.owner)}: ${escape(ask)}</li>`).join('')}</ul>
<form id="consent" method="post" action="${escape(options.action)}"><div class="choice">
<button type="submit" name="decision" value="cancel">Cancel</button>
<button type="submit" name="decision" value="accept" autofocus>Accept</button></div></form>`,
  )
}

/** Has a form `approval` with two buttons named `decision`: `request` asks an administrator, `cancel` goes back.
 *  https://learn.microsoft.com/entra/identity/enterprise-apps/user-admin-consent-overview */
export function approvalPage({ action, appName }: { action: string; appName: string }): string {
  return page(
    'Need admin approval',
    `<h1>Need admin approval</h1><p><b>${escape(appName)}</b> needs permission to access resources in your organisation that only an admin can grant.</p>
<form id="approval" method="post" action="${escape(action)}"><div class="choice">
<button type="submit" name="decision" value="cancel">Return to the application without granting consent</button>
<button type="submit" name="decision" value="request">Request approval</button></div></form>`,
  )
}

/** The sign-in page of an organisation's own server. Has a form `federated`. */
export function federatedPage(action: string): string {
  return page(
    'Sign in',
    `<h1>Sign in with your organisation’s account</h1>
<form id="federated" method="post" action="${escape(action)}"><div class="choice"><button type="submit">Sign in</button></div></form>`,
  )
}

/** Has a form `stay`, which goes on to `next`. */
export function staySignedInPage(next: URL): string {
  const fields = [...next.searchParams].map(
    ([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`,
  )
  return page(
    'Stay signed in?',
    `<h1>Stay signed in?</h1>
<form id="stay" method="get" action="${escape(next.pathname)}">${fields.join('')}<div class="choice"><button type="submit">Yes</button></div></form>`,
  )
}

/** Entra's own error page, for errors without a known address of the app to redirect to. */
export function errorPage({ code, text }: EntraError): string {
  return page(
    'Sign in to your account',
    `<h1>Sorry, but we’re having trouble signing you in.</h1><p id="error">AADSTS${code}: ${escape(text)}</p>`,
  )
}

export function signedOutPage(): string {
  return page(
    'Sign out',
    '<h1>You signed out of your account</h1><p>It’s a good idea to close all browser windows.</p>',
  )
}
