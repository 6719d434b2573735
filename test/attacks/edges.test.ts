import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Chat } from '../../emulator/channel/chat.ts'
import { contoso, fabrikam, megan, type Person } from '../../emulator/people.ts'
import { en } from '../../src/text/en.ts'
import { PUBLISHED } from '../entra/entra-answers.ts'
import { askForLink, start, stateOf, ticketOf, visit } from '../visit.ts'
import { readable, startWorld, type World } from '../world.ts'
import { type LyingIssuer, lyingIssuer } from './lying-issuer.ts'

let issuer: LyingIssuer
let world: World
beforeAll(async () => {
  issuer = await lyingIssuer()
  const settings = { OAUTH_TENANT: 'organizations', OAUTH_OTHER_ACCOUNTS: 'true', TRUST_PROXY: '1' }
  world = await startWorld({ ...issuer.settings, ...settings })
})
afterAll(async () => {
  await world?.close()
  await issuer?.close()
})
beforeEach(() => {
  issuer.lies = {}
  issuer.calls.length = 0
})

const somebody = (more: Partial<Person> = {}): Person => ({ ...megan, oid: randomUUID(), ...more })
const chatOf = (person: Person): Chat => world.emulator.channel.personal(person)

async function signInAs(person: Person): Promise<{ status: number; html: string; chat: Chat }> {
  const chat = chatOf(person)
  const { cookie, location } = await start(await askForLink(chat))
  issuer.person = person
  const { status, html } = await visit((await visit(location)).location ?? '', { cookie })
  await chat.settled()
  return { status, html, chat }
}

const keyOf = (name: string) => [{ ...PUBLISHED, issuer: name }]

test('S68 small gaps of the sign-in: a signing key of another issuer signs for nobody else', async () => {
  const wrong = [
    `${issuer.origin}/${fabrikam.tid}/v2.0`,
    'https://login.microsoftonline.com/{tenantid}/v2.0',
    `${issuer.origin}/{tenantid}/v1.0`,
    '',
  ]
  for (const name of wrong) {
    issuer.lies = { keys: keyOf(name) }
    const { status, html } = await signInAs(somebody())
    expect([name, status, html.includes('verify Microsoft’s answer')]).toEqual([name, 400, true])
  }
  for (const name of [`${issuer.origin}/{tenantid}/v2.0`, `${issuer.origin}/${contoso.tid.toUpperCase()}/v2.0`]) {
    issuer.lies = { keys: keyOf(name) }
    expect((await signInAs(somebody())).status).toBe(200)
  }
})

test.each([
  ['an Origin of another site', { origin: 'https://evil.example' }],
  ['an Origin with our name in it', { origin: 'http://localhost.evil.example' }],
  ['an Origin that is null', { origin: 'null' }],
  ['an Origin at another port', { origin: 'http://localhost:1' }],
])('S68 small gaps of the sign-in: a form with %s is shown who asked first', async (_what, headers) => {
  const link = await askForLink(chatOf(somebody()))
  const form = { ticket: ticketOf(link) }
  const shown = await visit(new URL('/auth/start', link).href, { form, headers })
  expect(shown.html).toContain('<form id="continue"')
  expect(shown.location).toBeUndefined()
  // The page that was shown then goes on, also in a browser that hides where it comes from.
  const cookie = (shown.cookies[0] ?? '').split(';')[0]
  const mine = { origin: Object.values(headers).includes('null') ? 'null' : new URL(link).origin }
  const gone = await visit(new URL('/auth/start', link).href, { form, cookie, headers: mine })
  expect(gone.location).toContain('/oauth2/v2.0/authorize?')
  expect(shown.cookies[0]).toContain('SameSite=Lax')
})

test('S68 small gaps of the sign-in: nobody is thanked for an approval whose state we did not send', async () => {
  const chat = chatOf(somebody())
  const { cookie, location } = await start(await askForLink(chat))
  const refused = 'error=access_denied&error_description=AADSTS90094'
  await visit(`${world.publicUrl}/auth/callback?state=${stateOf(location)}&${refused}`, { cookie })
  await chat.settled()
  const link = /https?:\S+adminconsent\S+/.exec(readable(chat.messages.at(-1)))?.[0] ?? ''
  const ours = new URL(link).searchParams.get('state') ?? ''
  const back = (query: string) =>
    visit(`${world.publicUrl}/auth/callback?admin_consent=True&tenant=${contoso.tid}${query}`)
  const forged = ['', '&state=forged', '&state=admin', `&state=${ours.slice(0, -1)}`, `&state=${ours}&state=${ours}`]
  for (const query of [...forged, `&state=${ours.replace(/[^.]+$/, 'A'.repeat(43))}`]) {
    const page = await back(query)
    expect([query, page.status, page.html.includes(en.page.malformed.title)]).toEqual([query, 400, true])
  }
  const page = await back(`&state=${ours}`)
  expect([page.status, page.html.includes(en.page.adminApproved.title)]).toEqual([200, true])
})
