import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Interaction, InteractionResult, Provider } from 'oidc-provider'
import { readBody, sendHtml, sendRedirect, target } from '../answers.ts'
import type { Person } from '../people.ts'
import { ADMIN_REQUIRED } from './errors.ts'
import { accountPicker, approvalPage, consentPage, errorPage } from './pages.ts'
import { type Consents, sentences } from './scopes.ts'

type Login = {
  provider: Provider
  people: readonly Person[]
  consents: Consents
  appName(appId: string): string
  /** Whether only an administrator can consent to this scope. */
  needsApproval(scope: string): boolean
}

/** Shows the pages between the authorize request and the way back to the app: account picker and consent. */
export async function showLogin(login: Login, req: IncomingMessage, res: ServerResponse): Promise<true> {
  const interaction = await find(login.provider, req, res)
  if (!interaction) return sendHtml(res, 400, errorPage(LOST))
  if (req.method === 'POST') return decide(login, interaction, req, res)
  return sendHtml(
    res,
    200,
    interaction.prompt.name === 'consent' ? consent(login, interaction, req) : picker(login, interaction, req),
  )
}

const LOST = {
  status: 400,
  error: 'invalid_request',
  code: 165000,
  text: 'This sign-in has ended, or it began in another browser.',
}

async function find(provider: Provider, req: IncomingMessage, res: ServerResponse): Promise<Interaction | undefined> {
  try {
    return await provider.interactionDetails(req, res)
  } catch (error) {
    if (error instanceof Error && error.name === 'SessionNotFound') return undefined
    throw error
  }
}

function picker({ people, appName }: Login, { params }: Interaction, req: IncomingMessage): string {
  const name = appName(params['client_id'] ?? '')
  return accountPicker({ action: target(req).pathname, appName: name, people, hint: params['login_hint'] })
}

/** Whether this person asks for something that only an administrator can consent to. */
function waitsForAdmin({ people, consents, needsApproval }: Login, { params, session }: Interaction): boolean {
  const person = people.find(({ oid }) => oid === session?.accountId)
  const missing = scopes(params['scope']).filter(
    (one) => person && !consents.has(params['client_id'] ?? '', person, one),
  )
  return missing.some(needsApproval)
}

function consent(login: Login, interaction: Interaction, req: IncomingMessage): string {
  const { people, appName } = login
  const { params, session } = interaction
  const person = people.find(({ oid }) => oid === session?.accountId)
  if (waitsForAdmin(login, interaction))
    return approvalPage({ action: target(req).pathname, appName: appName(params['client_id'] ?? '') })
  return consentPage({
    action: target(req).pathname,
    appName: appName(params['client_id'] ?? ''),
    owner: person?.name ?? '',
    username: person?.username ?? '',
    asks: sentences(scopes(params['scope'])),
  })
}

const scopes = (scope: string | undefined) => (scope ?? '').split(' ').filter((one) => one !== '')

async function decide(
  login: Login,
  interaction: Interaction,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<true> {
  const { provider, people, consents } = login
  const form = new URLSearchParams((await readBody(req)).toString())
  const finish = async (result: InteractionResult) =>
    sendRedirect(res, await provider.interactionResult(req, res, result))

  if (interaction.prompt.name === 'consent' && waitsForAdmin(login, interaction))
    return finish({ error: ADMIN_REQUIRED })
  if (form.get('decision') === 'cancel') return finish({ error: 'access_denied' })
  if (interaction.prompt.name === 'consent') {
    if (form.get('decision') !== 'accept') return sendHtml(res, 400, consent(login, interaction, req))
    consents.add(
      interaction.params['client_id'] ?? '',
      interaction.session?.accountId ?? '',
      scopes(interaction.params['scope']),
    )
    return finish({ consent: {} })
  }
  const person = people.find(({ oid }) => oid === form.get('account'))
  if (!person) return sendHtml(res, 400, picker(login, interaction, req))
  const returnTo = await provider.interactionResult(req, res, { login: { accountId: person.oid }, select_account: {} })
  await switchTo(person, provider, interaction)
  return sendRedirect(res, returnTo)
}

/** Gives the browser's session to another person. oidc-provider would first sign the old one out, on a page that needs script. */
async function switchTo(person: Person, provider: Provider, { session }: Interaction): Promise<void> {
  if (!session?.uid || !session.accountId || session.accountId === person.oid) return
  const stored = await provider.Session.findByUid(session.uid)
  if (!stored) return
  stored.accountId = person.oid
  stored.authorizations = {}
  await stored.save(86_400)
}
