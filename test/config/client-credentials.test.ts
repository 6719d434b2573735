import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { ConfigError, readConfig } from '../../src/config/config.ts'
import { parseKeyPair } from '../../src/config/client-credentials.ts'
import { certificates, ecKey, rsaKey } from '../entra/certificates.ts'

const CLIENT_ID = '9d3a7c15-62be-4e08-a4f9-b7c81d5e2f36'
const DAY_MS = 86_400_000

const made = certificates()
afterAll(() => made.remove())

const key = rsaKey()
const good = made.make(365, key)
const other = made.make()
let written = 0

/** Writes a file with this text. */
function file(text: string): string {
  written += 1
  const path = join(made.folder, `written-${written}`)
  writeFileSync(path, text)
  return path
}

function problemsOf(env: Record<string, string>): string[] {
  try {
    readConfig({ OAUTH_CLIENT_ID: CLIENT_ID, ...env })
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

const pairOf = (certificateFile: string, keyFile: string) => ({
  OAUTH_CLIENT_CERTIFICATE: certificateFile,
  OAUTH_CLIENT_KEY: keyFile,
})

describe('a certificate with its key', () => {
  const encrypted = key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'swordfish' })

  test('is read from two files, from one file with both, with a chain after it, and in the older key format', () => {
    const older = key.export({ type: 'pkcs1', format: 'pem' })
    const both = file(`${good.key}${good.certificate}`)
    for (const env of [
      pairOf(good.certificateFile, good.keyFile),
      pairOf(both, both),
      pairOf(file(`${good.certificate}${other.certificate}`), good.keyFile),
      pairOf(good.certificateFile, file(String(older))),
    ]) {
      expect(readConfig({ OAUTH_CLIENT_ID: CLIENT_ID, ...env }).oauth.credentials).toMatchObject({
        type: 'certificate',
        pair: { thumbprint: expect.stringMatching(/^[\w-]{43}$/) as string, endsAt: endOf(good.certificate) },
      })
    }
  })

  test('is made by the command that docs/setup.md shows', () => {
    const setup = readFileSync(new URL('../../docs/setup.md', import.meta.url), 'utf8')
    const command = /^ *(openssl req -x509 .*)$/m.exec(setup)?.[1] ?? ''
    execFileSync('sh', ['-c', command], { cwd: made.folder, stdio: 'ignore' })
    expect(problemsOf(pairOf(join(made.folder, 'client.pem'), join(made.folder, 'client.key')))).toEqual([])
  })

  test.each<[string, [certificate: string, key: string], string[]]>([
    [
      'neither is there',
      [join(made.folder, 'nowhere'), join(made.folder, 'gone')],
      [
        'OAUTH_CLIENT_CERTIFICATE names a file that cannot be read (ENOENT)',
        'OAUTH_CLIENT_KEY names a file that cannot be read (ENOENT)',
      ],
    ],
    ['a folder', [made.folder, good.keyFile], ['OAUTH_CLIENT_CERTIFICATE names a file that cannot be read (EISDIR)']],
    [
      'the two files are swapped',
      [good.keyFile, good.certificateFile],
      [
        'OAUTH_CLIENT_CERTIFICATE names a file that does not hold a certificate in PEM',
        'OAUTH_CLIENT_KEY names a file that does not hold a private key in PEM, without a passphrase',
      ],
    ],
    [
      'both are empty',
      [file(''), file('')],
      [
        'OAUTH_CLIENT_CERTIFICATE names a file that does not hold a certificate in PEM',
        'OAUTH_CLIENT_KEY names a file that does not hold a private key in PEM, without a passphrase',
      ],
    ],
    [
      'half a certificate',
      [file(good.certificate.slice(0, 600)), good.keyFile],
      ['OAUTH_CLIENT_CERTIFICATE names a file that does not hold a certificate in PEM'],
    ],
    [
      'a key with a passphrase',
      [good.certificateFile, file(String(encrypted))],
      ['OAUTH_CLIENT_KEY names a file that does not hold a private key in PEM, without a passphrase'],
    ],
    [
      'another certificate’s key',
      [good.certificateFile, other.keyFile],
      ['OAUTH_CLIENT_KEY is not the key of OAUTH_CLIENT_CERTIFICATE'],
    ],
    [
      'expired, with another certificate’s key',
      [made.make(-1, key).certificateFile, other.keyFile],
      ['OAUTH_CLIENT_CERTIFICATE has expired', 'OAUTH_CLIENT_KEY is not the key of OAUTH_CLIENT_CERTIFICATE'],
    ],
    [
      'an elliptic curve',
      filesOf(made.make(365, ecKey())),
      ['OAUTH_CLIENT_KEY must be an RSA key: Microsoft takes no other kind'],
    ],
    ['a short key', filesOf(made.make(365, rsaKey(1_024))), ['OAUTH_CLIENT_KEY must have 2048 bits or more']],
    [
      'an elliptic curve’s certificate with an RSA key',
      [made.make(365, ecKey()).certificateFile, good.keyFile],
      ['OAUTH_CLIENT_KEY is not the key of OAUTH_CLIENT_CERTIFICATE'],
    ],
  ])('%s: refused, and no content is shown', (_what, files, problems) => {
    expect(problemsOf(pairOf(...files))).toEqual(problems)
  })

  test('is valid from its first second to its last', () => {
    const from = new X509Certificate(good.certificate).validFromDate.getTime()
    const problemsAt = (now: number) => parseKeyPair(good.certificate, good.key, now).problems
    expect(problemsAt(from - 1)).toEqual(['OAUTH_CLIENT_CERTIFICATE is not valid yet'])
    expect(problemsAt(from)).toEqual([])
    expect(problemsAt(from + 365 * DAY_MS - 1)).toEqual([])
    expect(problemsAt(from + 365 * DAY_MS)).toEqual(['OAUTH_CLIENT_CERTIFICATE has expired'])
  })

  test('is refused if a secret is set too', () => {
    const env = { ...pairOf(good.certificateFile, good.keyFile), OAUTH_CLIENT_SECRET: 'swordfish' }
    expect(problemsOf(env)).toEqual([
      'OAUTH_CLIENT_SECRET and OAUTH_CLIENT_CERTIFICATE are both set: remove one of them',
    ])
  })

  test('its problems are reported together with all others', () => {
    const env = { ...pairOf(good.certificateFile, other.keyFile), PORT: 'x', LOG_LEVEL: 'loud' }
    expect(problemsOf(env).map((problem) => problem.split(' ')[0])).toEqual(['PORT', 'LOG_LEVEL', 'OAUTH_CLIENT_KEY'])
  })

  test('has a key that cannot be exported', () => {
    const { pair } = parseKeyPair(good.certificate, good.key, Date.now())
    expect(pair?.privateKey.extractable).toBe(false)
  })
})

describe('a platform’s token', () => {
  const token = `${Buffer.from('{"alg":"RS256"}').toString('base64url')}.e30.c2lnbmF0dXJl`
  const env = (tokenFile: string) => ({ AZURE_FEDERATED_TOKEN_FILE: tokenFile })

  test('is read from the file that the setting names', () => {
    const tokenFile = file(`${token}\n`)
    const { credentials } = readConfig({ OAUTH_CLIENT_ID: CLIENT_ID, ...env(tokenFile) }).oauth
    expect(credentials).toEqual({ type: 'federated', tokenFile })
  })

  test.each([
    ['is not there', join(made.folder, 'nowhere'), 'cannot be read (ENOENT)'],
    ['is empty', file(''), 'does not hold a signed token (JWT)'],
    ['holds a page', file('<html>swordfish</html>'), 'does not hold a signed token (JWT)'],
    ['holds two tokens', file(`${token}\n${token}`), 'does not hold a signed token (JWT)'],
    ['holds an unsigned one', file('e30.e30.'), 'does not hold a signed token (JWT)'],
  ])('whose file %s is refused', (_what, tokenFile, why) => {
    expect(problemsOf(env(tokenFile))).toEqual([`AZURE_FEDERATED_TOKEN_FILE names a file that ${why}`])
  })

  test('counts only if no secret or certificate is set, because the platform sets it by itself', () => {
    const tokenFile = join(made.folder, 'nowhere')
    const used = (more: Record<string, string>) => readConfig({ ...env(tokenFile), ...more }).oauth.credentials
    expect(used({})).toBeUndefined()
    expect(used({ OAUTH_CLIENT_ID: CLIENT_ID, OAUTH_CLIENT_SECRET: 'x' })).toEqual({ type: 'secret', secret: 'x' })
    expect(used({ MicrosoftAppId: CLIENT_ID, MicrosoftAppPassword: 'y' })).toEqual({ type: 'secret', secret: 'y' })
    const pair = pairOf(good.certificateFile, good.keyFile)
    expect(used({ OAUTH_CLIENT_ID: CLIENT_ID, ...pair })).toMatchObject({ type: 'certificate' })
  })
})

function filesOf({ certificateFile, keyFile }: { certificateFile: string; keyFile: string }): [string, string] {
  return [certificateFile, keyFile]
}

function endOf(certificate: string): number {
  return new X509Certificate(certificate).validToDate.getTime()
}
