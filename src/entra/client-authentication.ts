import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import * as oidc from 'openid-client'
import {
  CERTIFICATE_WARNING_DAYS,
  type ClientCredentials,
  type KeyPair,
  type PairFiles,
  parseKeyPair,
  parseToken,
  type Text,
} from '../config/client-credentials.ts'
import { EntraError } from './entra-error.ts'

export type ClientAuthentication = {
  authenticate: oidc.ClientAuth
  /** Stops the daily check. */
  close(): void
}

type Options = {
  /** The files were changed and cannot be used now. The problems name settings, never the contents of a file. */
  onBroken: (problems: string[]) => void
  /** The certificate expires within a month. Called at the start and then once a day; `daysLeft` may be negative. */
  onEnding: (daysLeft: number) => void
  now?: () => number
}

type Authenticate = (...given: Parameters<oidc.ClientAuth>) => Promise<void>

// Entra takes ten minutes at most: https://learn.microsoft.com/entra/identity-platform/certificate-credentials
const ASSERTION_SECONDS = 300
const DAY_MS = 24 * 60 * 60 * 1000
const WARNING_MS = CERTIFICATE_WARNING_DAYS * DAY_MS
// https://www.rfc-editor.org/rfc/rfc7523#section-2.2
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** How this program authenticates at the token endpoint as the registered client. */
export function clientAuthentication(credentials: ClientCredentials, options: Options): ClientAuthentication {
  if (credentials.type === 'certificate') {
    const current = keptUpToDate(credentials, options)
    const daily = watchExpiry(credentials.pair, current, options)
    return { authenticate: awaited(byCertificate(current)), close: () => clearInterval(daily) }
  }
  const close = () => undefined
  if (credentials.type === 'federated') return { authenticate: awaited(byToken(credentials.tokenFile, options)), close }
  return { authenticate: oidc.ClientSecretPost(credentials.secret), close }
}

function byCertificate(current: () => Promise<KeyPair>): Authenticate {
  return async (server, client, body, headers) => {
    const { privateKey, thumbprint } = await current()
    const authenticate = oidc.PrivateKeyJwt(privateKey, {
      [oidc.modifyAssertion](header, claims) {
        Object.assign(header, { typ: 'JWT', 'x5t#S256': thumbprint })
        // Entra wants its token endpoint where openid-client names the issuer.
        Object.assign(claims, { aud: server.token_endpoint, exp: Number(claims['iat']) + ASSERTION_SECONDS })
      },
    })
    return authenticate(server, client, body, headers)
  }
}

/** The certificate and key that are in the files at each call. While the files cannot be used, the last usable pair. */
function keptUpToDate(
  { certificateFile, keyFile, pair: first }: PairFiles & { pair: KeyPair },
  { onBroken, now = Date.now }: Options,
): () => Promise<KeyPair> {
  let pair = first
  /** Hashes of the files: as they were last taken, and as they were last reported broken. */
  let taken = ''
  let reported = ''
  return async () => {
    const [certificate, key] = await Promise.all([textOf(certificateFile), textOf(keyFile)])
    const state = createHash('sha256')
      .update(JSON.stringify([certificate, key]))
      .digest('hex')
    if (state === taken) return pair
    const { pair: fresh, problems } = parseKeyPair(certificate, key, now())
    if (fresh) {
      pair = fresh
      taken = state
      reported = ''
    } else if (state !== reported) {
      reported = state
      onBroken(problems)
    }
    return pair
  }
}

function watchExpiry(
  first: KeyPair,
  current: () => Promise<KeyPair>,
  { onEnding, now = Date.now }: Options,
): NodeJS.Timeout {
  function warn({ endsAt }: KeyPair): void {
    const leftMs = endsAt - now()
    if (leftMs < WARNING_MS) onEnding(Math.floor(leftMs / DAY_MS))
  }
  warn(first)
  return setInterval(() => void current().then(warn), DAY_MS).unref()
}

/** Authenticates by a token of the platform, which puts a new one into the file before the old one expires. */
function byToken(tokenFile: string, { onBroken }: Options): Authenticate {
  return async (_server, client, body) => {
    const { token, problems } = parseToken(await textOf(tokenFile))
    if (token === undefined) {
      onBroken(problems)
      throw new EntraError('operator')
    }
    body.set('client_id', client.client_id)
    body.set('client_assertion_type', ASSERTION_TYPE)
    body.set('client_assertion', token)
  }
}

/** openid-client awaits these functions, but its type does not say so. */
function awaited(authenticate: Authenticate) {
  return authenticate as oidc.ClientAuth
}

async function textOf(file: string): Promise<Text> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => error)
}
