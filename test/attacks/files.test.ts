import { createHash, randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Chat } from '../../emulator/channel/chat.ts'
import { alex, megan } from '../../emulator/people.ts'
import { readConfig } from '../../src/config/config.ts'
import { files } from '../../src/files/files.ts'
import { outbound } from '../../src/outbound/outbound.ts'
import { en } from '../../src/text/en.ts'
import { readable, startWorld, type World } from '../world.ts'

const BOT = {
  MicrosoftAppId: '00000000-0000-4000-8000-000000000001',
  MicrosoftAppPassword: 'x',
  PUBLIC_URL: 'https://bot.contoso.example',
  REDIS_URL: 'redis://localhost',
  ENCRYPTION_KEYS: createHash('sha256').update('k').digest('base64'),
}

/** Addresses that look like a file's and are not. */
const ELSEWHERE = [
  'https://evil.example/f',
  'https://sharepoint.com/f',
  'https://evilsharepoint.com/f',
  'https://contoso.sharepoint.com.evil.example/f',
  'https://evil.example/contoso.sharepoint.com/f',
  'https://evil.example?contoso.sharepoint.com',
  'https://evil.example#.sharepoint.com',
  'https://evil.example\\.sharepoint.com/f',
  'https://contoso.sharepoint.com@evil.example/f',
  'https://user:password@contoso.sharepoint.com/f',
  'https://@contoso.sharepoint.com/f',
  'https://contoso.sharepoint.com:8443/f',
  'https://contoso.sharepoint.com:443/f',
  'http://contoso.sharepoint.com/f',
  'ftp://contoso.sharepoint.com/f',
  'file:///etc/passwd',
  'data:text/vcard,BEGIN:VCARD',
  'https://169.254.169.254/latest/meta-data/',
  'http://169.254.169.254/latest/meta-data/',
  'http://[fd00:ec2::254]/latest/meta-data/',
  'https://127.0.0.1/f',
  'http://127.0.0.1:3978/f',
  'http://localhost:6379/f',
  'https://2130706433/f',
  '//contoso.sharepoint.com/f',
  ' https://contoso.sharepoint.com/f',
  'https://contoso.sharepoint.com\u3002evil.example/f',
  '',
]

describe('an address elsewhere', () => {
  const { fileHosts: hosts, loopback } = readConfig(BOT).channel
  /** The bot may send no request: each one fails the test. */
  const asked: string[] = []
  const dispatch = (options: { origin?: unknown }) => {
    asked.push(String(options.origin))
    throw new Error('A request left')
  }
  const out = outbound({ dispatcher: { dispatch, close: async () => undefined } as never })
  const { download, upload } = files({ outbound: out, hosts, loopback })

  test.each(ELSEWHERE)('S76 files at addresses elsewhere: no request goes to %j', async (url) => {
    await expect(download(url, async (bytes) => bytes)).rejects.toMatchObject({ code: 'elsewhere' })
    await expect(upload(url, Buffer.from('x'))).rejects.toMatchObject({ code: 'elsewhere' })
    expect(asked).toEqual([])
  })

  test('S76 files at addresses elsewhere: requests go to the cloud’s own hosts', async () => {
    await expect(
      download('https://contoso-my.sharepoint.com/f?tempauth=x', async (bytes) => bytes),
    ).rejects.toMatchObject({
      code: 'unavailable',
    })
    expect(asked.splice(0)).toContain('https://contoso-my.sharepoint.com')
  })
})

let world: World
let hers: Chat
let decoy: Server
const reached: string[] = []

beforeAll(async () => {
  world = await startWorld()
  hers = world.emulator.channel.personal(megan)
  await world.connect(megan)
  await world.connect(alex)
  await hers.settled()
  decoy = createServer((req, res) => {
    reached.push(String(req.headers.authorization ?? req.url))
    res.end('BEGIN:VCARD\nFN:Eve\nEND:VCARD')
  })
  await new Promise<void>((resolve) => decoy.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  await world.close()
  decoy.close()
})

const last = () => readable(hers.messages.at(-1))

/** Delivers a message with a file at this address. */
async function fileAt(downloadUrl: string): Promise<void> {
  const attachment = {
    contentType: 'application/vnd.microsoft.teams.file.download.info',
    name: 'people.vcf',
    content: { downloadUrl, uniqueId: 'x', fileType: 'vcf' },
  }
  await hers.send('', { attachments: [attachment] })
  await hers.settled()
}

test('S76 files at addresses elsewhere: a message that names such an address is answered, and nothing is fetched', async () => {
  await fileAt('https://contoso.sharepoint.com.evil.example/f')
  expect(last()).toContain(en.trouble.file_elsewhere)
})

test('S76 files at addresses elsewhere: a redirect is not followed', async () => {
  const to = `http://127.0.0.1:${(decoy.address() as AddressInfo).port}/secret`
  world.emulator.faults.add({ match: /^GET \/onedrive\//, status: 302, headers: { location: to }, times: 1 })
  await hers.sendFile('people.vcf', Buffer.from('x'))
  await hers.settled()
  expect(last()).toContain(en.trouble.files_down)
  expect(reached).toEqual([])
})

test('S76 files at addresses elsewhere: an upload goes to no other host, and carries no token', async () => {
  const [question] = await hers.ask('export contacts')
  if (!question) throw new Error('No question')
  const place = {
    name: 'c.vcf',
    contentUrl: 'https://x.example/c',
    uploadUrl: 'https://contoso.sharepoint.com@evil.example/u',
  }
  await hers.answerConsent(question, 'accept', place)
  await hers.settled()
  expect(last()).toContain(en.trouble.file_elsewhere)
  await hers.answerConsent(question, 'accept')
  await hers.settled()
  expect(world.emulator.channel.files.calls.flatMap(({ authorization }) => authorization ?? [])).toEqual([])
})

const HOSTILE = [
  'BEGIN:VCARD',
  'VERSION:3.0',
  'FN:<script>alert(1)</script> [Press](https://evil.example) **Eve**',
  'NOTE:<img src=x onerror=alert(1)> {{${a}}}',
  'URL:javascript:alert(1)',
  'EMAIL:eve@evil.example?bcc=all@contoso.example',
  'TEL:+1;phone-context=evil.example',
  'PHOTO;VALUE=uri:https://evil.example/track.png',
  'END:VCARD',
].join('\n')

test('S77 vCards with a script and links: the summary shows them as text, and fetches nothing', async () => {
  await hers.sendFile('[a](https://evil.example).vcf', Buffer.from(HOSTILE))
  await hers.settled()
  const message = hers.messages.at(-1)
  const blocks = JSON.stringify(message?.attachments).match(/\{"type":"TextBlock"[^}]*\}/g) ?? []
  expect(blocks.join()).not.toContain('evil')
  expect(JSON.stringify(message?.attachments)).not.toContain('"url"')
  expect(readable(message)).toContain('[Press]')
  expect(reached).toEqual([])
})

test('S77 vCards with a script and links: a text that is not a web address is not kept as a web page', async () => {
  const { readVCards } = await import('../../src/vcard/read.ts')
  const { contacts } = await readVCards(Buffer.from(HOSTILE))
  expect(contacts).toHaveLength(1)
  expect(contacts[0]).not.toHaveProperty('businessHomePage')
  expect(JSON.stringify(contacts)).not.toMatch(/javascript:|track\.png/)
})

test.each([
  ['of somebody who is connected', () => hers],
  // Such a file belongs to the mailbox of the first person who asks about it.
  ['of somebody who has not signed in yet', () => world.emulator.channel.personal({ ...megan, oid: randomUUID() })],
])('S78 another person’s import: the id of a file %s leads to nothing', async (_whose, chatOf) => {
  const owners = chatOf()
  const his = world.emulator.channel.personal(alex)
  const file = Buffer.from(`BEGIN:VCARD\nFN:Zelda Secret\nEMAIL:z@import.example\nNOTE:${randomUUID()}\nEND:VCARD`)
  await owners.sendFile('secret.vcf', file)
  await owners.settled()
  const id = createHash('sha256').update(file).digest('base64url')
  expect(owners.messages.length).toBeGreaterThan(0)
  for (const data of [
    { command: 'import', id },
    { command: 'import', id, look: true },
    { command: 'import', id: `../${id}` },
    { command: 'import', id, user: megan.oid },
  ]) {
    const action = { type: 'Action.Execute', verb: 'import', data }
    const { body } = await his.invoke('adaptiveCard/action', { action, trigger: 'manual' })
    await his.settled()
    expect(JSON.stringify([body, his.history.map((call) => call.body)])).not.toContain('Zelda')
  }
  expect(world.emulator.graph.calls.filter(({ method }) => method === 'POST')).toEqual([])
})
