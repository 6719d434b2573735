import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, vi } from 'vitest'
import type { Emulator } from '../../emulator/emulator.ts'
import type { Fault } from '../../emulator/faults.ts'
import { actionsOf } from '../../emulator/channel/actions.ts'
import { alex, contoso, fabrikam, lidia, megan } from '../../emulator/people.ts'
import type { Catalogue } from '../../src/text/catalogue.ts'
import { readable, startUrl } from '../world.ts'
import { startsAgain } from './cancelled.ts'
import type { Ending, Scene } from './scene.ts'
import { endedCard, endedPage, withReference } from './texts.ts'

/** A sign-in that fails for good: page and chat say the same, the card offers a new one, and nothing is stored. */
function failing(name: string, says: string, fault: Fault): Ending {
  return {
    name,
    says,
    async play(scene) {
      const { card, follow, said, emulator, stored, catalogue } = scene
      const sent = await card()
      emulator.faults.add(fault)
      const end = await follow(sent, { tells: 0 })
      expect(end.status).toBe(400)
      expect(end.text).toEqual(endedPage(withReference(says, catalogue), catalogue))
      expect(said()).toEqual([endedCard(withReference(says, catalogue), catalogue)])
      expect(await stored('connection/')).toEqual([])
      await startsAgain(scene)
    },
  }
}

/** A sign-in that only an administrator can make possible: the reference is in the log. */
function blocked(name: string, fault: Fault, catalogue: Catalogue): Ending {
  const says = catalogue.signInFailed.blocked
  return {
    name,
    says,
    async play({ card, follow, said, emulator, stored, world }) {
      const sent = await card()
      emulator.faults.add(fault)
      const end = await follow(sent, { tells: 0 })
      const { appName, page } = catalogue
      const [text = ''] = said()
      expect(said()).toHaveLength(1)
      expect(text).toMatch(withReference(says, catalogue))
      const quoted = text.slice(says.length).replace(/[()]/g, '').trim()
      expect(end.text).toBe([appName, page.failed.title, says, quoted, page.close].join(' '))
      expect(JSON.stringify(world.log)).toMatch(/"aadsts":"AADSTS5/)
      expect(await stored('connection/')).toEqual([])
      emulator.faults.clear()
      await follow(await card())
      expect(said().at(-1)).toContain(catalogue.connected(megan.username))
    },
  }
}

/** A sign-in that ends before the browser is sent to Microsoft, until what `breaks` did is undone. */
function failingBeforeMicrosoft(
  name: string,
  says: string,
  { breaks, mends }: { breaks: (emulator: Emulator) => unknown; mends: (emulator: Emulator) => unknown },
): Ending {
  return {
    name,
    says,
    async play(scene) {
      const { card, browser, said, stored, emulator, told, catalogue } = scene
      breaks(emulator)
      const by = browser()
      const start = await by.open(startUrl(await card()))
      const end = await told(() => by.submit(start, 'continue'), { tells: 0 })
      expect(end.status).toBe(400)
      expect(end.text).toEqual(endedPage(withReference(says, catalogue), catalogue))
      expect(said()).toEqual([endedCard(withReference(says, catalogue), catalogue)])
      expect(await stored('connection/')).toEqual([])
      expect(emulator.entra.count('authorize')).toBe(0)
      mends(emulator)
      await startsAgain(scene)
    },
  }
}

/** The parameters with which Entra redirects. */
const back = (error: string, description: string): Fault => ({
  match: 'authorize',
  redirect: { error, error_description: `${description}\r\nTrace ID: 1b5a\r\nCorrelation ID: 77c0` },
})

/** The answers of Entra's token endpoint. */
const tokenError = (error: string, code: number, more: object = {}): Fault => ({
  match: 'token',
  status: 400,
  body: { error, error_description: `AADSTS${code}: no.\r\nTrace ID: 1b5a`, error_codes: [code], ...more },
})

/** What an organisation's policy demands of a sign-in. */
const policy = { access_token: { capolids: { essential: true, values: ['2f9e'] } } }

/** Follows the administrator's link and decides there. */
export async function asAdmin({ browser, last, told, catalogue }: Scene, decision: 'accept' | 'cancel') {
  const link = actionsOf(last()).find(({ title }) => title === catalogue.adminLink)?.url ?? ''
  const by = browser()
  const asked = await by.open(link)
  // The administrator's return is not a sign-in, so no chat gets a message.
  return told(() => by.submit(asked, 'consent', { decision }), { tells: 0 })
}

async function needsApproval(scene: Scene, error: string, description: string): Promise<void> {
  const { card, follow, said, emulator, stored, last, world, catalogue } = scene
  const { page, signIn: words, signInFailed } = catalogue
  const sent = await card()
  emulator.faults.add(back(error, description))
  const end = await follow(sent, { tells: 0 })
  expect([end.status, end.text]).toEqual([
    400,
    [
      catalogue.appName,
      page.failed.title,
      signInFailed.admin_approval,
      catalogue.adminLink,
      page.failed.text,
      page.close,
    ].join(' '),
  ])
  const link = new URL(actionsOf(last())[0]?.url ?? '')
  expect(said()).toEqual([
    [signInFailed.admin_approval, link.href, catalogue.adminLink, words.tryAgain, words.browserButton].join('\n'),
  ])
  expect(`${link.origin}${link.pathname}`).toBe(`${emulator.origin}/${contoso.tid}/v2.0/adminconsent`)
  expect(link.searchParams.get('redirect_uri')).toBe(`${world.publicUrl}/auth/callback`)
  expect(end.html).toContain(link.href.replaceAll('&', '&amp;'))
  expect(await stored('connection/')).toEqual([])
  emulator.faults.clear()
}

/** The address at which the platform gives a managed identity its token. Here that token is from the emulator's Entra, for the
 *  bot's secret.
 *  https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference */
async function identityEndpoint(settings: Record<string, string>): Promise<Server> {
  const asBot = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: settings['MicrosoftAppId'] ?? '',
    client_secret: settings['MicrosoftAppPassword'] ?? '',
    scope: `${settings['ToChannelFromBotOAuthScope']}/.default`,
  })
  const address = `${settings['ToChannelFromBotLoginUrl']}/oauth2/v2.0/token`
  const answer = (await (await fetch(address, { method: 'POST', body: asBot })).json()) as object
  const expires_on = String(Math.floor(Date.now() / 1000) + 3_600)
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ ...answer, expires_on }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  vi.stubEnv('IDENTITY_ENDPOINT', `http://127.0.0.1:${port}/msi/token`)
  vi.stubEnv('IDENTITY_HEADER', 'secret')
  return server
}

const webchat = { channelId: 'webchat', aadObjectId: undefined, tenantId: undefined }

/** Microsoft refuses the sign-in, or we do. */
export function refused(catalogue: Catalogue): Ending[] {
  const { page, signIn: words, signInFailed } = catalogue
  return [
    ...[
      ['access_denied', 'AADSTS90094: The grant requires admin permission.'],
      ['access_denied', 'AADSTS900941: An administrator of Contoso has set a policy.'],
      ['consent_required', 'AADSTS65001: The user or administrator has not consented to use the application.'],
    ].map(([error = '', description = '']): Ending => ({
      name: `an administrator must approve (${error}, ${description.slice(0, 11)}), does so by the link, and is thanked`,
      says: signInFailed.admin_approval,
      async play(scene) {
        await needsApproval(scene, error, description)
        const done = await asAdmin(scene, 'accept')
        expect([done.status, done.text]).toEqual([
          200,
          `${catalogue.appName} ${page.adminApproved.title} ${page.adminApproved.text}`,
        ])
        expect(await scene.stored('connection/')).toEqual([])
        const by = scene.browser()
        const end = await scene.follow(await scene.card(), { by })
        expect(end.text).toContain(page.connected.text(megan.username))
      },
    })),
    {
      name: 'the administrator declines at the link',
      says: page.adminDeclined.text,
      async play(scene) {
        await needsApproval(scene, 'access_denied', 'AADSTS90094: The grant requires admin permission.')
        const done = await asAdmin(scene, 'cancel')
        expect([done.status, done.text]).toEqual([
          400,
          `${catalogue.appName} ${page.adminDeclined.title} ${page.adminDeclined.text}`,
        ])
        // Microsoft may return only an error and our state.
        const state = new URL(actionsOf(scene.last())[0]?.url ?? '').searchParams.get('state') ?? ''
        const bare = `${scene.world.publicUrl}/auth/callback?error=permission_denied&state=${state}`
        expect((await scene.browser().open(bare)).text).toContain(page.adminDeclined.text)
        // The link works for another try.
        expect((await asAdmin(scene, 'accept')).text).toContain(page.adminApproved.text)
      },
    },
    {
      name: 'somebody signs in with a different account from the chat’s',
      says: catalogue.mismatch,
      async play(scene) {
        const { card, follow, said, stored, emulator } = scene
        const sent = await card('connect')
        const end = await follow(sent, { as: alex, tells: 0 })
        expect([end.status, end.text]).toEqual([
          403,
          [catalogue.appName, page.mismatch.title, page.mismatch.text(alex.username), page.failed.text].join(' '),
        ])
        expect(said()).toEqual([endedCard(catalogue.mismatch, catalogue)])
        // The chat must not learn whose account it was: the person there may be an attacker.
        const sentToChats = JSON.stringify(emulator.channel.calls)
        for (const told of [alex.username, alex.name, alex.oid]) expect(sentToChats).not.toContain(told)
        expect(await stored('connection/')).toEqual([])
        expect(await stored('ticket/')).toEqual([])
        expect(emulator.graph.count()).toBe(0)
        await startsAgain(scene)
        const prompts = emulator.entra.calls
          .filter(({ endpoint }) => endpoint === 'authorize')
          .map((call) => call.params)
        expect(prompts.some(({ prompt = '' }) => prompt.includes('select_account'))).toBe(true)
      },
    },
    {
      name: 'the chat’s organisation is not among those that may connect',
      says: catalogue.tenantNotAllowed,
      env: { OAUTH_TENANT: 'organizations', OAUTH_ALLOWED_TENANTS: contoso.tid },
      async play({ chatOf, ask, stored }) {
        const lidias = chatOf(lidia)
        for (const question of ['connect', 'find contact Alice'])
          expect(await ask(question, lidias)).toBe(catalogue.tenantNotAllowed)
        expect(await stored('pending/')).toEqual([])
      },
    },
    {
      name: 'the account that signed in belongs to an organisation that may not connect',
      says: catalogue.tenantNotAllowed,
      env: { OAUTH_TENANT: 'organizations', OAUTH_ALLOWED_TENANTS: fabrikam.tid },
      async play({ chatOf, card, follow, said, stored }) {
        const web = chatOf(megan, webchat)
        const end = await follow(await card('connect', web), { chat: web, tells: 0 })
        expect([end.status, end.text]).toEqual([403, endedPage(catalogue.tenantNotAllowed, catalogue)])
        expect(said(web)).toEqual([endedCard(catalogue.tenantNotAllowed, catalogue)])
        expect(await stored('connection/')).toEqual([])
      },
    },
    blocked(
      'a rule of the organisation refuses the sign-in (AADSTS53003)',
      back('interaction_required', 'AADSTS53003: Access has been blocked by Conditional Access policies.'),
      catalogue,
    ),
    blocked(
      'the person is not assigned to the app (AADSTS50105), which only the code exchange says',
      tokenError('invalid_grant', 50105),
      catalogue,
    ),
    failing('Microsoft gives no refresh token', signInFailed.no_lasting_access, {
      match: 'token',
      merge: { refresh_token: null },
    }),
    failing('Microsoft does not grant the right to read contacts', signInFailed.contacts_not_granted, {
      match: 'token',
      merge: { scope: 'email openid profile https://graph.microsoft.com/User.Read' },
    }),
    failing(
      'a rule of the organisation refuses the code (AADSTS50079)',
      signInFailed.refused,
      tokenError('interaction_required', 50079, { claims: JSON.stringify(policy) }),
    ),
    failing('the code has run out on its way (AADSTS70008)', signInFailed.refused, tokenError('invalid_grant', 70008)),
    failing('Microsoft’s answer fails a check', signInFailed.untrusted, {
      match: 'token',
      merge: { id_token: `e30.${Buffer.from('{"aud":"another"}').toString('base64url')}.AAAA` },
    }),
    failing(
      'this program’s registration is not taken at sign-in (unauthorized_client)',
      signInFailed.operator,
      back('unauthorized_client', 'AADSTS650053: The application asked for a scope that does not exist.'),
    ),
    {
      name: 'the operator’s secret is wrong at sign-in',
      says: signInFailed.operator,
      env: { OAUTH_CLIENT_SECRET: 'not-the-secret' },
      async play({ card, follow, said, stored, emulator }) {
        const end = await follow(await card(), { tells: 0 })
        expect(end.status).toBe(400)
        expect(end.text).toEqual(endedPage(withReference(signInFailed.operator, catalogue), catalogue))
        expect(said()).toEqual([endedCard(withReference(signInFailed.operator, catalogue), catalogue)])
        expect(await stored('connection/')).toEqual([])
        expect(emulator.entra.count('token', 'authorization_code')).toBe(1)
      },
    },
    failingBeforeMicrosoft('Microsoft does not say where the contacts are', signInFailed.no_graph, {
      breaks: ({ entra }) => entra.setMsgraphHost(null),
      mends: ({ entra, origin }) => entra.setMsgraphHost(new URL(origin).host),
    }),
    failingBeforeMicrosoft('Microsoft does not know the organisation (AADSTS90002)', signInFailed.operator, {
      breaks: ({ faults }) => faults.add({ ...tokenError('invalid_tenant', 90002), match: 'discovery' }),
      mends: ({ faults }) => faults.clear(),
    }),
    {
      name: 'Microsoft will not renew the sign-in (AADSTS50173): one card, and the question is kept',
      says: words.ended,
      async play({ connected, emulator, card, follow, last, stored }) {
        await connected()
        emulator.entra.expireAccessTokens()
        emulator.entra.revoke(megan.oid)
        const fresh = await card('find contact Alice')
        expect(readable(fresh)).toBe([words.ended, words.button, words.browserButton].join('\n'))
        expect(await stored('connection/')).toEqual([])
        await follow(fresh)
        expect(readable(last())).toContain('Alice Admin')
      },
    },
    {
      name: 'Microsoft will not renew the sign-in without the person (AADSTS50076): one card, and the question is kept',
      says: words.ended,
      async play({ connected, emulator, card, follow, last, stored }) {
        await connected()
        emulator.entra.expireAccessTokens()
        emulator.faults.add({
          ...tokenError('interaction_required', 50076, { claims: JSON.stringify(policy) }),
          times: 1,
        })
        const fresh = await card('find contact Alice')
        expect(readable(fresh)).toBe([words.ended, words.button, words.browserButton].join('\n'))
        expect(await stored('connection/')).toEqual([])
        await follow(fresh)
        expect(readable(last())).toContain('Alice Admin')
      },
    },
    {
      name: 'Outlook wants a stronger sign-in than there was (insufficient_claims): one card, and the question is kept',
      says: words.ended,
      async play({ connected, emulator, card, follow, last, stored }) {
        await connected()
        emulator.entra.demand({ claims: policy, renewable: false })
        const fresh = await card('find contact Alice')
        expect(readable(fresh)).toBe([words.ended, words.button, words.browserButton].join('\n'))
        expect(await stored('connection/')).toHaveLength(1)
        await follow(fresh)
        expect(readable(last())).toContain('Alice Admin')
      },
    },
    {
      name: 'nothing is set up to sign in with',
      says: catalogue.notSetUp,
      env: {
        MicrosoftAppType: 'UserAssignedMSI',
        MicrosoftAppPassword: '',
        OAUTH_CLIENT_ID: '',
        OAUTH_CLIENT_SECRET: '',
      },
      async play({ ask, emulator, stored, world }) {
        const platform = await identityEndpoint(emulator.settings(world.publicUrl))
        for (const question of ['connect', 'find contact Alice']) expect(await ask(question)).toBe(catalogue.notSetUp)
        expect(await stored('pending/')).toEqual([])
        platform.close()
      },
    },
    {
      name: 'asked in a group: a button that opens the personal chat with the question',
      says: catalogue.notHere,
      async play({ emulator, stored }) {
        const { commands: typed } = catalogue
        const group = emulator.channel.group([megan, alex], { identity: { locale: catalogue.locale } }).as(megan)
        for (const question of ['connect', 'find contact Alice']) {
          const answers = await group.ask(question)
          const link = `https://teams.microsoft.com/l/chat/0/0?users=${encodeURIComponent(`28:${emulator.channel.bot.appId}`)}`
          expect(answers.map(readable)).toEqual([`${catalogue.notHere}\n${catalogue.askInPrivate}`])
          const asked = question === 'connect' ? typed.connect[0] : `${typed.find[0]} Alice`
          expect(actionsOf(answers[0]!)[0]?.url).toBe(`${link}&message=${encodeURIComponent(asked)}`)
        }
        expect(await stored('pending/')).toEqual([])
      },
    },
  ]
}
