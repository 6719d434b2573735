import { randomInt } from 'node:crypto'
import { browser, signIn } from '../emulator/browser.ts'
import { signInUrl } from '../emulator/channel/actions.ts'
import type { Chat } from '../emulator/channel/chat.ts'
import type { Person } from '../emulator/people.ts'

export type Answer = {
  status: number
  html: string
  headers: Headers
  cookies: string[]
  /** The address that the browser opens by itself. */
  location: string | undefined
}

type Options = { cookie?: string | undefined; form?: Record<string, string> | string; headers?: Record<string, string> }

/** A new client address for each request, so that a bot with TRUST_PROXY does not limit them. */
const anyAddress = () => `10.${Array.from({ length: 3 }, () => randomInt(256)).join('.')}`

/** Sends one request. Follows no redirect and keeps no cookie. */
export async function visit(url: string, { cookie, form, headers }: Options = {}): Promise<Answer> {
  const answer = await fetch(url, {
    redirect: 'manual',
    headers: { 'x-forwarded-for': anyAddress(), ...headers, ...(cookie !== undefined && { cookie }) },
    ...(form !== undefined && { method: 'POST', body: typeof form === 'string' ? form : new URLSearchParams(form) }),
  })
  return {
    status: answer.status,
    html: await answer.text(),
    headers: answer.headers,
    cookies: answer.headers.getSetCookie(),
    location: answer.headers.get('location') ?? /^0; url=(.+)$/.exec(answer.headers.get('refresh') ?? '')?.[1],
  }
}

/** Asks for a sign-in. @returns the link of the card's button */
export async function askForLink(chat: Chat, question = 'connect'): Promise<string> {
  await chat.send(question)
  // A message about an earlier sign-in may come after the card.
  const card = chat.messages.findLast((message) => message.from === 'bot' && signInUrl(message) !== undefined)
  const link = card && signInUrl(card)
  if (link === undefined) throw new Error('No sign-in card')
  return link
}

export const ticketOf = (link: string) => new URL(link).searchParams.get('ticket') ?? ''
export const stateOf = (url: string) => new URL(url).searchParams.get('state') ?? ''

/** Presses the start page's button. `cookie` is the Cookie header that a browser would send at the callback. */
export async function start(link: string, more: Record<string, string> = {}) {
  const answer = await visit(new URL('/auth/start', link).href, { form: { ticket: ticketOf(link), ...more } })
  const cookie = (answer.cookies[0] ?? '').split(';')[0] ?? ''
  return { ...answer, cookie, location: answer.location ?? '' }
}

/** Signs in at Microsoft. The browser has no cookie of ours, so the callback does nothing. @returns the callback's address */
export async function toCallback(location: string, { username }: Person): Promise<string> {
  const { url, status } = await signIn(browser(), location, { username })
  if (status !== 400 || !new URL(url).searchParams.has('code')) throw new Error(`No callback: ${url}`)
  return url
}
