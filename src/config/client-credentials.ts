import { createHash, createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** How the program authenticates to Microsoft as the registered client. Exactly one of these is used, with no fallback to
 *  another. `pair` is the content of the files at the start. */
export type ClientCredentials =
  | { type: 'secret'; secret: string }
  | ({ type: 'certificate'; pair: KeyPair } & PairFiles)
  | { type: 'federated'; tokenFile: string }

export type PairFiles = { certificateFile: string; keyFile: string }

/** A certificate and its key. `thumbprint`: SHA-256 of the DER, in base64url. `endsAt`: when the certificate expires, in epoch
 *  milliseconds. */
export type KeyPair = { privateKey: CryptoKey; thumbprint: string; endsAt: number }

/** How many days before its expiry warnings about a certificate begin. */
export const CERTIFICATE_WARNING_DAYS = 30

/** The text of a file, or why it could not be read. */
export type Text = string | NodeJS.ErrnoException

type Given = { [of in 'secret' | 'certificateFile' | 'keyFile' | 'tokenFile']: string | undefined }

/** The credentials that the settings name, with the files as they are now. The platform sets AZURE_FEDERATED_TOKEN_FILE by
 *  itself, so it counts last. `credentials` is undefined if none are set or there are problems. `problems` name settings
 *  and never show what a file holds. */
export function readCredentials({ secret, certificateFile, keyFile, tokenFile }: Given): {
  credentials: ClientCredentials | undefined
  problems: string[]
} {
  if (certificateFile !== undefined && keyFile !== undefined) {
    const { pair, problems } = parseKeyPair(textOf(certificateFile), textOf(keyFile), Date.now())
    return { credentials: pair && { type: 'certificate', pair, certificateFile, keyFile }, problems }
  }
  if (secret !== undefined) return { credentials: { type: 'secret', secret }, problems: [] }
  if (tokenFile === undefined) return { credentials: undefined, problems: [] }
  const { token, problems } = parseToken(textOf(tokenFile))
  return { credentials: token === undefined ? undefined : { type: 'federated', tokenFile }, problems }
}

// Entra takes PS256, which needs RSA. https://learn.microsoft.com/entra/identity-platform/certificate-credentials
const MIN_RSA_BITS = 2_048

/** Reads a certificate (the first in its file) and its private key from PEM. `pair` is undefined if there are problems. */
export function parseKeyPair(
  certificateText: Text,
  keyText: Text,
  now: number,
): { pair: KeyPair | undefined; problems: string[] } {
  const certificate = parsed('OAUTH_CLIENT_CERTIFICATE', certificateText, {
    by: (text) => new X509Certificate(text),
    wanted: 'a certificate in PEM',
  })
  const key = parsed('OAUTH_CLIENT_KEY', keyText, {
    by: (text) => createPrivateKey(text),
    wanted: 'a private key in PEM, without a passphrase',
  })
  const problems = [certificate, key].filter((one) => typeof one === 'string')
  if (typeof certificate !== 'string') problems.push(...timeProblems(certificate, now))
  if (typeof key !== 'string') problems.push(...keyProblems(key))
  if (typeof certificate === 'string' || typeof key === 'string') return { pair: undefined, problems }
  if (!certificate.checkPrivateKey(key)) problems.push('OAUTH_CLIENT_KEY is not the key of OAUTH_CLIENT_CERTIFICATE')
  if (problems.length > 0) return { pair: undefined, problems }
  const pair = {
    privateKey: key.toCryptoKey({ name: 'RSA-PSS', hash: 'SHA-256' }, false, ['sign']) as CryptoKey,
    thumbprint: createHash('sha256').update(certificate.raw).digest('base64url'),
    endsAt: certificate.validToDate.getTime(),
  }
  return { pair, problems }
}

/** Reads a token that the platform signed. Microsoft checks the signature. `token` is undefined if there are problems. */
export function parseToken(text: Text): { token: string | undefined; problems: string[] } {
  const setting = 'AZURE_FEDERATED_TOKEN_FILE'
  if (text instanceof Error) return { token: undefined, problems: [unreadable(setting, text)] }
  const token = text.trim()
  if (/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) return { token, problems: [] }
  return { token: undefined, problems: [`${setting} names a file that does not hold a signed token (JWT)`] }
}

function timeProblems({ validFromDate, validToDate }: X509Certificate, now: number): string[] {
  if (validFromDate.getTime() > now) return ['OAUTH_CLIENT_CERTIFICATE is not valid yet']
  return validToDate.getTime() <= now ? ['OAUTH_CLIENT_CERTIFICATE has expired'] : []
}

function keyProblems({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string[] {
  if (asymmetricKeyType !== 'rsa') return ['OAUTH_CLIENT_KEY must be an RSA key: Microsoft takes no other kind']
  const isShort = (asymmetricKeyDetails?.modulusLength ?? 0) < MIN_RSA_BITS
  return isShort ? [`OAUTH_CLIENT_KEY must have ${MIN_RSA_BITS} bits or more`] : []
}

/** The content of a setting's file, or the problem with it. */
function parsed<T>(
  setting: string,
  text: Text,
  { wanted, by }: { wanted: string; by: (text: string) => T },
): T | string {
  if (text instanceof Error) return unreadable(setting, text)
  try {
    return by(text)
  } catch {
    // Node's message may quote the text that it failed on.
    return `${setting} names a file that does not hold ${wanted}`
  }
}

function unreadable(setting: string, { code }: NodeJS.ErrnoException): string {
  return `${setting} names a file that cannot be read (${code})`
}

function textOf(file: string): Text {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    return error as NodeJS.ErrnoException
  }
}
