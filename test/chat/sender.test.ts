import { describe, expect, it } from 'vitest'
import { megan } from '../../emulator/people.ts'
import { type Activity, parseActivity } from '../../src/channel/activity.ts'
import { chatUser, timeZoneOf } from '../../src/chat/sender.ts'

describe('the channel vouches for', () => {
  const { oid, tid } = megan
  const activity = (changes: object = {}): Activity =>
    ({
      channelId: 'msteams',
      from: { id: '29:1', name: 'Megan', aadObjectId: oid },
      conversation: { id: 'a:1', tenantId: tid },
      ...changes,
    }) as unknown as Activity

  it('a person in Teams with both ids, behind a checked token', () => {
    expect(chatUser(activity(), true)).toEqual({
      channelId: 'msteams',
      tenantId: tid,
      id: '29:1',
      conversationId: 'a:1',
      name: 'Megan',
      aadObjectId: oid,
      vouched: true,
    })
  })

  it('the same person with ids in capitals, or with the tenant in the channel’s data', () => {
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
    ['an object id with a line break behind it', { from: { id: '29:1', aadObjectId: `${oid}\n` } }],
    ['an object id in braces', { from: { id: '29:1', aadObjectId: `{${oid}}` } }],
    ['an object id in a list', { from: { id: '29:1', aadObjectId: [oid] } }],
    ['no tenant', { conversation: { id: 'a:1' } }],
    ['a tenant that is a domain', { conversation: { id: 'a:1', tenantId: 'contoso.example' } }],
    ['a tenant that is an object', { conversation: { id: 'a:1', tenantId: { id: tid } } }],
    ['channel data without a tenant', { conversation: { id: 'a:1' }, channelData: { tenant: null } }],
  ])('nobody in %s', (_what, changes) => {
    expect(chatUser(activity(changes), true).vouched).toBe(false)
  })

  it('nobody if tokens are not checked', () => {
    expect(chatUser(activity(), false).vouched).toBe(false)
  })
})

describe('where a person is', () => {
  const berlin = { type: 'clientInfo', locale: 'de-DE', country: 'DE', platform: 'Windows', timezone: 'Europe/Berlin' }
  const received = (changes: object) =>
    parseActivity({
      type: 'message',
      serviceUrl: 'https://smba.trafficmanager.net/emea/',
      channelId: 'msteams',
      from: { id: '29:1' },
      conversation: { id: 'a:1' },
      ...changes,
    })

  it.each<[string, object, string | undefined]>([
    ['by the client’s own word', { entities: [berlin], localTimezone: 'Asia/Tokyo' }, 'Europe/Berlin'],
    ['by the time zone', { localTimezone: 'Asia/Tokyo', localTimestamp: '2026-11-29T16:19:00+01:00' }, 'Asia/Tokyo'],
    ['by the clock alone', { localTimestamp: '2026-11-29T20:49:00.123+05:30' }, '+05:30'],
    [
      'by the clock, where no zone has that name',
      {
        entities: [{ ...berlin, timezone: 'Mars/Olympus' }],
        localTimezone: 7,
        localTimestamp: '2026-11-29T10:19:00-05:00',
      },
      '-05:00',
    ],
    ['nowhere, by a clock without an offset', { localTimestamp: '2026-11-29T10:19:00' }, undefined],
    ['nowhere, where the client says nothing', {}, undefined],
    ['nowhere, where an offset is made up', { localOffset: '+99:99', entities: 'x' }, undefined],
  ])('is told %s', (_how, changes, zone) => {
    const activity = received(changes)
    expect(activity && timeZoneOf(activity)).toBe(zone)
  })
})
