import type { Activity } from 'botbuilder'
import { describe, expect, it } from 'vitest'
import { megan } from '../../emulator/people.ts'
import { chatUser, textOf } from '../../src/chat/bot.ts'
import { plain } from '../../src/cards/plain.ts'
import { cpuMs } from '../timing.ts'

describe('who is vouched for', () => {
  const { oid, tid } = megan
  const activity = (changes: object = {}): Activity =>
    ({
      channelId: 'msteams',
      from: { id: '29:1', name: 'Megan', aadObjectId: oid },
      conversation: { id: 'a:1', tenantId: tid },
      ...changes,
    }) as unknown as Activity

  it('is a person of Teams with both ids, behind a checked token', () => {
    expect(chatUser(activity(), true)).toEqual({
      channelId: 'msteams',
      tenantId: tid,
      id: '29:1',
      name: 'Megan',
      aadObjectId: oid,
      vouched: true,
    })
  })

  it('is the same in capitals, or with the tenant in the channel’s data', () => {
    const shouted = activity({ from: { id: '29:1', aadObjectId: oid.toUpperCase() } })
    expect(chatUser(shouted, true)).toMatchObject({ aadObjectId: oid, vouched: true })
    const elsewhere = activity({ conversation: { id: 'a:1' }, channelData: { tenant: { id: tid } } })
    expect(chatUser(elsewhere, true)).toMatchObject({ tenantId: tid, vouched: true })
  })

  it.each<[string, object]>([
    ['a web chat', { channelId: 'webchat' }],
    ['Direct Line', { channelId: 'directline' }],
    ['the emulator', { channelId: 'emulator' }],
    ['Teams in capitals', { channelId: 'MSTeams' }],
    ['Teams and a space', { channelId: 'msteams ' }],
    ['no object id', { from: { id: '29:1' } }],
    ['an object id that is no GUID', { from: { id: '29:1', aadObjectId: 'megan' } }],
    ['an object id with something behind', { from: { id: '29:1', aadObjectId: `${oid}\n` } }],
    ['an object id in braces', { from: { id: '29:1', aadObjectId: `{${oid}}` } }],
    ['an object id in a list', { from: { id: '29:1', aadObjectId: [oid] } }],
    ['no tenant', { conversation: { id: 'a:1' } }],
    ['a tenant that is a domain', { conversation: { id: 'a:1', tenantId: 'contoso.example' } }],
    ['a tenant that is an object', { conversation: { id: 'a:1', tenantId: { id: tid } } }],
    ['channel data without a tenant', { conversation: { id: 'a:1' }, channelData: { tenant: null } }],
  ])('is nobody in %s', (_what, changes) => {
    expect(chatUser(activity(changes), true).vouched).toBe(false)
  })

  it('is nobody where tokens are not checked', () => {
    expect(chatUser(activity(), false).vouched).toBe(false)
  })
})

describe('what was typed', () => {
  it.each([
    ['find contact Alice', 'find contact Alice'],
    ['<at>Contacts</at> find Alice', 'find Alice'],
    [' <at id="0">Contacts</at>\u00A0<AT>Contacts</AT> status', 'status'],
    ['<at>Contacts</at>', ''],
    ['find contact <at>Alice Smith</at>', 'find contact Alice Smith'],
    ['<p>find <b>contact</b>&nbsp;Alice</p>', 'find contact Alice'],
    ['<div><span style="color:red">123 456</span></div>', '123 456'],
    ['find AT&amp;T', 'find AT&T'],
    ['find O&#39;Brien &lt;x&gt; &quot;y&quot;', 'find O\'Brien <x> "y"'],
    ['find &amp;lt;', 'find &lt;'],
    ['find a < b', 'find a < b'],
    ['find 3 <3', 'find 3 <3'],
  ])('%j says %j', (text, typed) => {
    expect(textOf({ text }).replace(/\s+/g, ' ').trim()).toBe(typed)
  })

  it.each<unknown>([undefined, null, 7, {}, [], true])('is nothing in %j', (text) => {
    expect(textOf({ text } as { text: string })).toBe('')
  })

  it.each(['<at', '<at>', '<a', '</', '<at>x</at>', ' ', '&amp;', '<'])(
    'takes no time, however often %j comes',
    (part) => {
      expect(cpuMs(() => textOf({ text: part.repeat(Math.ceil(250_000 / part.length)) }))).toBeLessThan(1_000)
    },
  )
})

describe('plain text', () => {
  it.each([
    ['Alice', 'Alice'],
    ['  Alice  ', 'Alice'],
    ['Alice\r\nBob\tCarl\u0000\u0007\u0085\u2028\u2029Dora', 'Alice Bob Carl Dora'],
    ['\u202Eevil\u202C \u2066x\u2069 \u200Fa\u200E \u061Cb', 'evil x a b'],
    ['{{DATE(2026-01-01, SHORT)}}', '{\u2060{DATE(2026-01-01, SHORT)}}'],
    ['{{{{', '{\u2060{\u2060{\u2060{'],
    ['{\u202E{TIME(x)}}', '{\u2060{TIME(x)}}'],
    ['{one}', '{one}'],
    ['[x](https://evil.example)', '[x](https://evil.example)'],
    ['<b>&amp;', '<b>&amp;'],
    ['שרה كوهين', 'שרה كوهين'],
    ['\u{1F468}\u200D\u{1F469}', '\u{1F468}\u200D\u{1F469}'],
    ['', ''],
    ['\u202E', ''],
  ])('of %j is %j', (text, shown) => {
    expect(plain(text)).toBe(shown)
  })

  it('is cut between characters, with a sign of it', () => {
    expect(plain('a'.repeat(200))).toHaveLength(200)
    expect(plain('a'.repeat(201))).toBe(`${'a'.repeat(199)}…`)
    expect(plain('\u{1F600}'.repeat(10), 4)).toBe(`${'\u{1F600}'.repeat(3)}…`)
    expect(plain('\u{1F600}'.repeat(10_000)).isWellFormed()).toBe(true)
  })
})
