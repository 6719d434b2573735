import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { copyFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exportJWK, SignJWT } from 'jose'
import { afterAll, afterEach, expect, test } from 'vitest'
import type { App } from '../../emulator/entra.ts'
import { keyPair } from '../../emulator/key-pair.ts'
import { megan } from '../../emulator/people.ts'
import { certificates, ecKey, type Pair, rsaKey } from '../entra/certificates.ts'
import { storedKeys } from '../conversations/stored.ts'
import { freePort } from '../redis-server.ts'
import { NOTHING_KEPT, readable, startWorld, type World } from '../world.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const OPERATOR = /administrator needs to fix (?:it|that)/

const made = certificates()
const key = rsaKey()
const first = made.make(365, key)
const second = made.make()
const inUse = { certificateFile: join(made.folder, 'in-use.pem'), keyFile: join(made.folder, 'in-use.key') }
const tokenFile = join(made.folder, 'token')

let world: World | undefined
afterEach(async () => {
  await world?.close()
  world = undefined
})
afterAll(() => made.remove())

function putThere({ certificateFile, keyFile }: Pair): void {
  copyFileSync(certificateFile, inUse.certificateFile)
  copyFileSync(keyFile, inUse.keyFile)
}

type Play = {
  world: World
  /** Replaces the app registration at Microsoft. */
  register: (credentials: Partial<App>) => void
  /** Asks a question for which the bot must refresh a token first. @returns the answer */
  askAnew: () => Promise<string>
}

/** Starts a bot whose registration at Microsoft has these credentials. */
async function started(env: Record<string, string>, credentials: Partial<App>): Promise<Play> {
  const running = await startWorld({ ...NOTHING_KEPT, OAUTH_CLIENT_SECRET: '', ...env })
  world = running
  const { emulator, publicUrl } = running
  const id = emulator.settings(publicUrl)['OAUTH_CLIENT_ID'] ?? ''
  const register = (credentials: Partial<App>) =>
    emulator.entra.register({ id, name: 'Contacts', redirectUris: [`${publicUrl}/auth/callback`], ...credentials })
  register(credentials)
  return {
    world: running,
    register,
    async askAnew() {
      emulator.entra.expireAccessTokens()
      const answers = await emulator.channel.personal(megan).ask('find contact Alice')
      return answers.map(readable).join('\n')
    },
  }
}

const byCertificate = () => {
  putThere(first)
  return { OAUTH_CLIENT_CERTIFICATE: inUse.certificateFile, OAUTH_CLIENT_KEY: inUse.keyFile }
}

/** The forms that the token endpoint got from the app that reads contacts. The bot's own app uses a secret. */
function forms({ emulator }: World): Record<string, string>[] {
  return emulator.entra.calls
    .filter(({ endpoint, params }) => endpoint === 'token' && params['grant_type'] !== 'client_credentials')
    .map(({ params }) => params)
}

async function connected({ emulator, connect }: World): Promise<void> {
  expect((await connect(megan)).text).toContain('You’re connected')
  await emulator.channel.personal(megan).settled()
}

test('S57 least scope: the bot asks only for permission to read contacts', async () => {
  const { world, askAnew } = await started(byCertificate(), { certificates: [first.certificate] })
  await connected(world)
  expect(await askAnew()).toContain('Alice Admin')
  const asked = world.emulator.entra.calls
    .filter(({ params }) => 'scope' in params && params['grant_type'] !== 'client_credentials')
    .map(({ endpoint, params }) => [endpoint, params['scope']])
  expect(asked).toEqual([
    ['authorize', 'openid profile offline_access https://graph.microsoft.com/Contacts.Read'],
    ['token', 'offline_access https://graph.microsoft.com/Contacts.Read'],
  ])
})

test('S57 strong client authentication: with a certificate that is replaced while the bot runs', async () => {
  const { world, register, askAnew } = await started(byCertificate(), { certificates: [first.certificate] })
  await connected(world)
  expect(await askAnew()).toContain('Alice Admin')

  // The operator registers the new certificate, replaces the files, and removes the old one from the registration.
  register({ certificates: [first.certificate, second.certificate] })
  expect(await askAnew()).toContain('Alice Admin')
  putThere(second)
  register({ certificates: [second.certificate] })
  expect(await askAnew()).toContain('Alice Admin')

  writeFileSync(inUse.keyFile, first.key.slice(0, 500))
  expect(await askAnew()).toContain('Alice Admin')
  expect(await askAnew()).toContain('Alice Admin')
  expect(world.log.flatMap(({ problems }) => problems ?? [])).toEqual([
    'OAUTH_CLIENT_KEY names a file that does not hold a private key in PEM, without a passphrase',
  ])

  const sent = forms(world)
  expect(sent.map(({ grant_type: type }) => type)).toEqual(['authorization_code', ...Array(5).fill('refresh_token')])
  for (const form of sent) expect(form).not.toHaveProperty('client_secret')
  expect(new Set(sent.map((form) => form['client_assertion'])).size).toBe(sent.length)
})

test('the bot warns at the start about a certificate in its last month', async () => {
  const ending = made.make(20, key)
  await started({ ...byCertificate(), OAUTH_CLIENT_CERTIFICATE: ending.certificateFile }, {})
  expect(world?.log.map(({ daysLeft }) => daysLeft).filter(Boolean)).toEqual([19])
})

test('S57 strong client authentication: the bot never uses a secret when its certificate is refused', async () => {
  const { world, register, askAnew } = await started(byCertificate(), { certificates: [first.certificate] })
  await connected(world)
  const { MicrosoftAppPassword = '' } = world.emulator.settings(world.publicUrl)
  // From now on Microsoft would accept the secret.
  register({ certificates: [second.certificate], secret: MicrosoftAppPassword })
  rmSync(inUse.keyFile)
  rmSync(inUse.certificateFile)
  expect(await askAnew()).toMatch(OPERATOR)
  expect(forms(world).at(-1)).toHaveProperty('client_assertion')
  for (const form of forms(world)) expect(form).not.toHaveProperty('client_secret')
  // Nobody is signed out, and the bot works again with a valid certificate.
  expect(await storedKeys(world, 'connection/')).toHaveLength(1)
  putThere(second)
  expect(await askAnew()).toContain('Alice Admin')
})

test('S57 strong client authentication: with a platform’s token, which is read again for each request', async () => {
  const platform = await keyPair('test 1')
  const subject = 'system:serviceaccount:bots:contacts'
  const issuer = 'https://cluster.example'
  const keys = { keys: [{ ...(await exportJWK(platform.publicKey)), alg: 'RS256' }] }
  const seconds = Math.floor(Date.now() / 1000)
  async function rotate(exp: number): Promise<void> {
    const signed = new SignJWT({ iss: issuer, sub: subject, aud: 'api://AzureADTokenExchange', jti: randomUUID(), exp })
    writeFileSync(tokenFile, await signed.setProtectedHeader({ alg: 'RS256' }).sign(platform.privateKey))
  }
  await rotate(seconds + 3_600)
  const env = { AZURE_FEDERATED_TOKEN_FILE: tokenFile }
  const { world, askAnew } = await started(env, { federated: [{ issuer, subject, keys }] })
  await connected(world)
  expect(await askAnew()).toContain('Alice Admin')

  await rotate(seconds - 3_600)
  expect(await askAnew()).toMatch(OPERATOR)
  await rotate(seconds + 7_200)
  expect(await askAnew()).toContain('Alice Admin')
  const sent = forms(world)
  expect(new Set(sent.map((form) => form['client_assertion'])).size).toBe(3)
  for (const form of sent) expect(form).not.toHaveProperty('client_secret')

  renameSync(tokenFile, `${tokenFile}.away`)
  expect(await askAnew()).toMatch(OPERATOR)
  expect(forms(world)).toHaveLength(sent.length)
  expect(world.log.flatMap(({ problems }) => problems ?? [])).toEqual([
    'AZURE_FEDERATED_TOKEN_FILE names a file that cannot be read (ENOENT)',
  ])
  renameSync(`${tokenFile}.away`, tokenFile)
  expect(await askAnew()).toContain('Alice Admin')
})

test.each<[string, () => Pair, more: Record<string, string>, problem: RegExp]>([
  ['expired', () => made.make(-1, key), {}, /OAUTH_CLIENT_CERTIFICATE has expired/],
  [
    'for another key',
    () => ({ ...first, keyFile: second.keyFile }),
    {},
    /OAUTH_CLIENT_KEY is not the key of OAUTH_CLIENT_CERTIFICATE/,
  ],
  [
    'with a kind of key that Microsoft does not accept',
    () => made.make(365, ecKey()),
    {},
    /OAUTH_CLIENT_KEY must be an RSA key/,
  ],
  [
    'beside a secret',
    () => first,
    { OAUTH_CLIENT_SECRET: 'swordfish' },
    /OAUTH_CLIENT_SECRET and OAUTH_CLIENT_CERTIFICATE are both set/,
  ],
])(
  'S57 strong client authentication: the bot does not start with a bad certificate, and uses no secret instead: %s',
  async (_what, make, more, problem) => {
    const { certificateFile, keyFile } = make()
    const port = await freePort()
    const env = {
      PATH: process.env['PATH'] ?? '',
      PORT: String(port),
      MicrosoftAppId: randomUUID(),
      MicrosoftAppPassword: 'swordfish',
      OAUTH_CLIENT_ID: randomUUID(),
      OAUTH_CLIENT_CERTIFICATE: certificateFile,
      OAUTH_CLIENT_KEY: keyFile,
      ...more,
    }
    const bot = spawn(process.execPath, [MAIN], { cwd: made.folder, env })
    let said = ''
    const hear = (part: Buffer) => {
      said += part.toString()
      if (said.includes('"msg":"ready"')) bot.kill()
    }
    bot.stdout.on('data', hear)
    bot.stderr.on('data', hear)
    const [status] = (await once(bot, 'close')) as [number]
    expect(status).toBe(2)
    expect(said).toMatch(/^The settings are not right:\n {2}- .*\n$/)
    expect(said).toMatch(problem)
    expect(said).not.toContain('swordfish')
    expect(said).not.toContain(made.folder)
  },
)
