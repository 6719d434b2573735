import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { browser } from '../../emulator/browser.ts'
import { signInUrl } from '../../emulator/channel/actions.ts'
import type { Chat } from '../../emulator/channel/chat.ts'
import { alex, contoso, megan } from '../../emulator/people.ts'
import { readConfig } from '../../src/config/config.ts'
import { en } from '../../src/text/en.ts'
import { NOTHING_KEPT, readable, signInWith, startWorld, type World } from '../world.ts'
import { cpuMsMeanwhile } from '../timing.ts'

type Locked = { version: string; integrity?: string; resolved?: string; dev?: boolean; optional?: boolean }

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Locked> }
const packages = Object.entries(lock.packages).filter(([path]) => path !== '')

describe('the lock file', () => {
  test('S59 supply chain: every package in the lock file has a sha512 and comes from the registry', () => {
    expect(packages.length).toBeGreaterThan(300)
    expect(packages.filter(([, { integrity }]) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ''))).toEqual([])
    const foreign = ({ resolved }: Locked) =>
      resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/')
    expect(packages.filter(([, locked]) => foreign(locked))).toEqual([])
  })

  // Without --omit=dev, because npm 11 then also omits packages that development and production share.
  test('S59 supply chain: a bill of materials can be made from it without the registry', { timeout: 120_000 }, () => {
    const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only', '--offline']
    const made = JSON.parse(execFileSync('npm', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })) as {
      bomFormat: string
      components: { name: string; version: string; hashes?: { alg: string }[] }[]
    }
    expect(made.bomFormat).toBe('CycloneDX')
    const listed = new Set(made.components.map(({ name, version }) => `${name}@${version}`))
    const running = packages.filter(([, { dev, optional }]) => !dev && !optional)
    const nameOf = (path: string) => path.split('node_modules/').at(-1)
    expect(running.length).toBeGreaterThan(80)
    const names = running.map(([path, { version }]) => `${nameOf(path)}@${version}`)
    expect(names.filter((name) => !listed.has(name))).toEqual([])
    expect(made.components.filter(({ hashes }) => !hashes?.some(({ alg }) => alg === 'SHA-512'))).toEqual([])
  })
})

const JSON_TYPE = { 'content-type': 'application/json' }

/** Members that would show up in every object if they were merged into one. */
const POLLUTION =
  '"__proto__":{"polluted":1,"command":"disconnect","vouched":true,"tenantId":"x"},"constructor":{"prototype":{"polluted":1}}'

describe('hostile JSON, forms and settings', () => {
  let world: World
  let chat: Chat
  beforeAll(async () => {
    world = await startWorld(NOTHING_KEPT)
    chat = world.emulator.channel.personal(megan)
  })
  afterAll(() => world.close())
  afterEach(() => {
    world.emulator.faults.clear()
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
    expect(Object.keys(Object.prototype)).toEqual([])
  })

  const last = (of: Chat = chat) => readable(of.messages.findLast(({ from }) => from === 'bot'))

  /** Posts this text as JSON. */
  async function post(json: string): Promise<number> {
    const authorization = `Bearer ${await world.emulator.channel.sign()}`
    return (await chat.sendRaw(json, { authorization })).status
  }

  /** `json` with these members added at the beginning of every object. */
  const within = (json: string, members = POLLUTION) => json.replace(/\{(?=")/g, `{${members},`)

  /** Makes the emulator add the members to every object of an answer. */
  async function pollute(path: string): Promise<void> {
    const body = within(await (await fetch(`${world.emulator.origin}${path}`)).text())
    world.emulator.faults.add({ match: new RegExp(`^GET ${path}$`), headers: JSON_TYPE, body })
  }

  test('S59 parsers: __proto__ in the documents of the channel and of Entra', async () => {
    await pollute('/botframework/.well-known/openidconfiguration')
    await pollute('/botframework/.well-known/keys')
    await pollute(`/${contoso.tid}/v2.0/.well-known/openid-configuration`)
    await pollute(`/${contoso.tid}/discovery/v2.0/keys`)
    await chat.send('connect')
    const card = chat.messages.find((message) => signInUrl(message) !== undefined)
    expect((await signInWith(card, megan)).text).toContain(en.page.connected.title)
    expect(world.emulator.faults.struck()).toBe(4)
    await chat.settled()
  })

  test('S59 parsers: __proto__ in an answer of the token endpoint', async () => {
    world.emulator.entra.expireAccessTokens()
    world.emulator.faults.add({
      match: 'token',
      times: 1,
      body: `{${POLLUTION},"error":"__proto__","access_token":{}}`,
    })
    await chat.send('find contact Alice')
    expect(last()).toContain(en.trouble.microsoft_sign_in_down)
  })

  test('S59 parsers: __proto__ in contacts and folders', async () => {
    const contact = '{"id":"__proto__","displayName":"Proto Type","emailAddresses":[{"address":"a@b.example"}]}'
    world.emulator.faults.add({
      match: /\/contacts\/delta/,
      body: within(`{"value":[${contact},{"id":"constructor"}]}`),
    })
    const folder = '{"id":"__proto__","displayName":"__proto__"}'
    world.emulator.faults.add({ match: /\/me\/contactFolders\?/, body: within(`{"value":[${folder}]}`) })
    world.emulator.faults.add({ match: /\/__proto__\/childFolders/, body: within('{"value":[]}') })
    await chat.send('find contact Proto')
    expect(last()).toContain('Proto Type')
    world.emulator.faults.clear()
    world.emulator.faults.add({ match: 'graph', status: 400, body: within('{"error":{"code":"__proto__"}}') })
    await chat.send('find contact Proto')
    expect(last()).toContain(en.trouble.contacts_refused)
  })

  test('S59 parsers: __proto__ in an activity', async () => {
    const json = JSON.stringify(chat.compose('status'))
    expect(await post(within(json))).toBe(200)
    expect(last()).toContain(megan.username)
    const nobody = { ...chat.compose('status'), from: { name: 'x' } }
    expect(await post(within(JSON.stringify(nobody), `"__proto__":{"id":"${chat.compose('').from?.id}"}`))).toBe(400)
  })

  test('S59 parsers: of a member that is there twice, the last one counts for every check', async () => {
    const alexs = world.emulator.channel.personal(alex)
    const json = JSON.stringify(chat.compose('find contact Alice'))
    const twice = json.replace(/\}$/, `,"from":${JSON.stringify(alexs.compose('').from)},"text":"status"}`)
    expect(await post(twice)).toBe(200)
    expect(last()).toContain(en.status.notConnected)
    expect(await post(json.replace(/\}$/, ',"serviceUrl":"https://evil.example/"}'))).toBe(401)
    expect(await post(json.replace(/\}$/, ',"conversation":null}'))).toBe(400)
    expect(world.emulator.graph.calls.some(({ oid }) => oid === alex.oid)).toBe(false)
  })

  test('S59 parsers: __proto__ and a repeated member in a card’s data', async () => {
    async function pressed(data: string): Promise<string> {
      const activity = JSON.stringify({ ...chat.compose(''), type: 'invoke', name: 'adaptiveCard/action', value: 0 })
      const authorization = `Bearer ${await world.emulator.channel.sign()}`
      const json = activity.replace('"value":0', `"value":{"action":{"data":${data}}}`)
      return JSON.stringify((await chat.sendRaw(json, { authorization })).body)
    }
    expect(await pressed('{"__proto__":{"command":"disconnect"}}')).toContain(en.oldButton)
    expect(await pressed('{"constructor":{"command":"disconnect"}}')).toContain(en.oldButton)
    expect(await pressed('{"command":"disconnect","command":"status","__proto__":{"command":"disconnect"}}')).toContain(
      en.answeredBelow,
    )
    expect(last()).toContain(megan.username)
  })

  test('S59 parsers: __proto__ in addresses, forms and cookies', async () => {
    const by = browser()
    for (const query of ['__proto__[x]=1&ticket=x', 'ticket[__proto__]=x', 'constructor.prototype.polluted=1'])
      expect((await by.open(`${world.publicUrl}/auth/start?${query}`)).status).toBe(410)
    const answer = await fetch(`${world.publicUrl}/auth/callback?__proto__[x]=1&code=x&state=${'s'.repeat(43)}`, {
      headers: { cookie: '__proto__=x; constructor=y' },
    })
    expect(answer.status).toBe(400)
  })

  test('S59 parsers: __proto__ in the settings', () => {
    const env = JSON.parse('{"__proto__":{"PORT":"1","LOG_LEVEL":"trace"},"constructor":"x","toString":"y"}') as object
    expect(readConfig({ ...env })).toEqual(readConfig({}))
    expect(() => readConfig({ LOG_LEVEL: '__proto__' })).toThrow('LOG_LEVEL')
    expect(() => readConfig({ CHANNEL_SERVICE_HOSTS: '__proto__' })).toThrow('CHANNEL_SERVICE_HOSTS')
  })

  /** Texts that make regular expressions slow, repeated. */
  const LONG: [string, string][] = [
    ['one letter', 'a'],
    ['spaces', ' '],
    ['full stops', '.'],
    ['full stops and spaces', '. '],
    ['commands', 'find contact '],
    ['tags that never end', '<'],
    ['tags that never end either', '<a'],
    ['tags', '<at>'],
    ['mentions', '<at>Contacts</at> '],
    ['entities', '&amp;'],
    ['half entities', '&#'],
    ['braces', '{{'],
    ['digits', '1 '],
    ['apostrophes', "a'"],
    ['ß', 'ß '],
    ['marks', 'a\u0301'],
    ['what unfolds', 'ﷺ'],
    ['Han', '張 '],
    ['Hangul', '각'],
    ['emoji', '\u{1F468}\u200D\u{1F469}\u200D'],
    ['halves of them', '\uD83D'],
    ['turns of direction', '\u202E'],
    ['control characters', '\u0000\t\n'],
  ]
  const TRIES = 8

  const sized = [10, 40].flatMap((kilobytes) => LONG.map(([name, piece]) => [kilobytes, name, piece] as const))

  test.each(sized)('S59 parsers: %i KB of %s block the event loop for less than 50 ms', async (kilobytes, _, piece) => {
    const text = piece.repeat((kilobytes * 1_024) / piece.length)
    const other = world.emulator.channel.personal(alex)
    // The person is not connected, so the bot waits for nothing, and a whole turn is shorter than the limit.
    for (const asked of [`${text}x`, `find contact ${text}x`]) {
      let best = Infinity
      for (let n = 0; n < TRIES && best > 50; n += 1) {
        const activity = JSON.stringify({ ...other.compose(''), text: asked, attachments: [] })
        best = Math.min(best, await cpuMsMeanwhile(async () => expect(await post(activity)).toBe(200)))
      }
      expect(best).toBeLessThan(50)
    }
  })
})
