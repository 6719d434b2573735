import { isLoopback } from '../loopback.ts'
import type { Given } from './schema.ts'

/** Problems that no single variable shows. It checks all variables that have a value, right or wrong, so that every problem is
 *  reported at once. Each problem begins with the variable to change. */
export function crossProblems(given: Given): string[] {
  const isPublic = !isLoopback(URL.parse(given['PUBLIC_URL'] ?? '')?.hostname ?? 'localhost')
  return [
    ...botProblems(given, isPublic),
    ...contactsProblems(given),
    ...accessProblems(given),
    ...storeProblems(given, isPublic),
    ...portProblems(given),
  ]
}

const UNLESS_LOCAL = 'unless PUBLIC_URL is on localhost'

function botProblems(given: Given, isPublic: boolean): string[] {
  const { need, has, problems } = checks(given)
  const isManaged = given['MicrosoftAppType'] === 'UserAssignedMSI'
  need('MicrosoftAppId', isPublic, `${UNLESS_LOCAL}: without a bot registration nobody's identity is checked`)
  need('MicrosoftAppPassword', has('MicrosoftAppId') && !isManaged, 'with MicrosoftAppId, except for UserAssignedMSI')
  need('MicrosoftAppId', !isPublic && isManaged, 'if MicrosoftAppType is UserAssignedMSI')
  need('MicrosoftAppId', !isPublic && has('MicrosoftAppPassword'), 'with MicrosoftAppPassword')
  if (!isPublic && !has('MicrosoftAppId') && !isLoopback(given['HOST'] ?? 'localhost'))
    problems.push('HOST must be 127.0.0.1 or ::1 without a bot registration: nobody’s identity is checked')
  const isSingle = given['MicrosoftAppType'] === 'SingleTenant'
  need('MicrosoftAppTenantId', isSingle, 'if MicrosoftAppType is SingleTenant')
  const isChina = given['CLOUD']?.toLowerCase() === 'china'
  const gets = has('MicrosoftAppPassword') && !has('ToChannelFromBotLoginUrl')
  need('MicrosoftAppTenantId', isChina && gets && !isSingle, 'with CLOUD=china, which has no tenant for all bots')
  return problems
}

/** The registration that reads contacts needs an id and exactly one credential. */
function contactsProblems(given: Given): string[] {
  const { need, has, problems } = checks(given)
  const byCertificate = has('OAUTH_CLIENT_CERTIFICATE') || has('OAUTH_CLIENT_KEY')
  const bySecret = has('OAUTH_CLIENT_SECRET')
  const isProved = bySecret || byCertificate || has('AZURE_FEDERATED_TOKEN_FILE')
  const others = '(or OAUTH_CLIENT_CERTIFICATE and OAUTH_CLIENT_KEY, or AZURE_FEDERATED_TOKEN_FILE)'
  need('OAUTH_CLIENT_SECRET', has('OAUTH_CLIENT_ID') && !isProved, `with OAUTH_CLIENT_ID ${others}`)
  need('OAUTH_CLIENT_ID', bySecret || byCertificate, 'with OAUTH_CLIENT_SECRET or OAUTH_CLIENT_CERTIFICATE')
  need('OAUTH_CLIENT_CERTIFICATE', has('OAUTH_CLIENT_KEY'), 'with OAUTH_CLIENT_KEY')
  need('OAUTH_CLIENT_KEY', has('OAUTH_CLIENT_CERTIFICATE'), 'with OAUTH_CLIENT_CERTIFICATE')
  if (bySecret && byCertificate)
    problems.push('OAUTH_CLIENT_SECRET and OAUTH_CLIENT_CERTIFICATE are both set: remove one of them')
  return problems
}

/** Without sign-ins only the channel's checked token says whose contacts are read. */
function accessProblems(given: Given): string[] {
  if (given['GRAPH_ACCESS'] !== 'application') return []
  const { need, has, problems } = checks(given)
  need('MicrosoftAppId', true, 'with GRAPH_ACCESS=application: without it nobody knows who asks')
  const isManaged = given['MicrosoftAppType'] === 'UserAssignedMSI'
  need('OAUTH_CLIENT_ID', isManaged || !has('MicrosoftAppId'), 'with GRAPH_ACCESS=application')
  if (given['OAUTH_OTHER_ACCOUNTS'] === 'true')
    problems.push('OAUTH_OTHER_ACCOUNTS must be false with GRAPH_ACCESS=application: nobody connects an account')
  return problems
}

function storeProblems(given: Given, isPublic: boolean): string[] {
  const { need, has, problems } = checks(given)
  need('REDIS_URL', isPublic && !has('DATA_FILE'), `${UNLESS_LOCAL} (a single instance may use DATA_FILE instead)`)
  const howTo = 'base64 of 32 random bytes, such as `npm run -s keys` prints'
  need('ENCRYPTION_KEYS', isPublic, `${UNLESS_LOCAL}: ${howTo}`)
  return problems
}

function portProblems({ METRICS_PORT, PORT = '3978' }: Given): string[] {
  return METRICS_PORT === PORT ? ['METRICS_PORT must differ from PORT'] : []
}

/** `need` notes that `wanted` is missing if it is required. */
function checks(given: Given) {
  const problems: string[] = []
  const has = (name: string) => given[name] !== undefined
  function need(wanted: string, isRequired: boolean, why: string): void {
    if (isRequired && !has(wanted)) problems.push(`${wanted} is required ${why}`)
  }
  return { need, has, problems }
}
