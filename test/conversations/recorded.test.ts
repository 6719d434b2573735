import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { megan } from '../../emulator/people.ts'
import type { Untidiness } from '../../emulator/untidy.ts'
import { parseActivity } from '../../src/channel/activity.ts'
import { typedText } from '../../src/chat/typed-text.ts'
import { foldTyped } from '../../src/text/fold.ts'
import { en } from '../../src/text/en.ts'
import { botOf, type OwnBot, type OwnChannel, ownChannel } from '../channel/own-channel.ts'
import { readable, said, startWorld, type World } from '../world.ts'

type Recorded = Record<string, unknown> & { type: string; text?: string; conversation: Record<string, unknown> }

/** Activities recorded from Teams, with made-up values. */
const recorded = JSON.parse(readFileSync(new URL('../recorded/teams-activities.json', import.meta.url), 'utf8')) as [
  Recorded,
  ...Recorded[],
]

describe('every activity that was recorded from Teams', () => {
  let own: OwnChannel
  let bot: OwnBot
  beforeAll(async () => {
    own = await ownChannel()
    bot = await botOf(own)
  })
  afterAll(async () => {
    await bot.close()
    await own.close()
  })

  test.each(recorded.map((activity, at) => [at, activity.type, activity] as const))(
    '%i (%s) is taken',
    async (_, __, activity) => {
      const before = own.said.length
      expect(await bot.deliver({ activity: { ...activity, serviceUrl: `${own.issuer}/` } })).toBe(200)
      const answers = own.said.slice(before)
      const isSilent = ['messageReaction', 'conversationUpdate'].includes(activity.type)
      expect(answers).toHaveLength(isSilent ? 0 : 1)
      const isPersonal = activity.conversation['conversationType'] === 'personal'
      for (const answer of answers) expect(answer.includes(en.notHere)).toBe(!isPersonal)
    },
  )

  test('says what was typed', () => {
    const texts = recorded
      .map((activity) => foldTyped(typedText(parseActivity(activity)!)))
      .filter((text) => text !== '')
    expect(texts).toEqual(['Test', 'Hey', 'Hey', 'dm me', 'Hey', 'Who are you?', 'Hey', 'Hi'])
  })

  test('says the same from its HTML alone', () => {
    for (const activity of recorded.filter(({ attachments }) => attachments)) {
      const { recipient, entities, attachments } = parseActivity(activity)!
      const { text } = parseActivity(activity)!
      const fromText = foldTyped(typedText({ recipient, entities, text }))
      expect(foldTyped(typedText({ recipient, entities, attachments, text: '' }))).toBe(fromText)
    }
  })
})

/** The paths of all fields in a value. */
function fieldsOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => fieldsOf(one, `${path}[]`))
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([name, one]) => fieldsOf(one, `${path}.${name}`))
}

/** Every switch of the channel. */
const UNTIDY: Untidiness[] = [
  'unendorsed-keys',
  'other-spelling',
  'recorded-shapes',
  'mention-last',
  'mention-without-text',
  'html-only',
  'invisible-characters',
]

describe('the emulator with every switch of the channel on', () => {
  let world: World
  beforeAll(async () => {
    world = await startWorld({ OAUTH_TENANT: 'organizations' }, { untidy: UNTIDY })
  })
  afterAll(() => world.close())

  test('sends the shape of a message that was recorded in a channel', () => {
    const { untidy } = world.emulator
    untidy.delete('mention-without-text')
    const sent = world.emulator.channel.team([megan]).as(megan).compose('Hey')
    untidy.add('mention-without-text')
    const [like] = recorded.filter(
      ({ localTimezone, textFormat, text }) => localTimezone && textFormat && text?.includes('<at>'),
    )
    expect(new Set(fieldsOf(sent))).toEqual(new Set(fieldsOf(like)))
  })

  test('sends the shape of the mention that was recorded without its text', () => {
    const { entities } = world.emulator.channel.team([megan]).as(megan).compose('Hey')
    const mention = (entities as { type: string }[]).find(({ type }) => type === 'mention')
    expect(Object.keys(mention ?? {}).toSorted()).toEqual(['mentioned', 'type'])
  })

  test('somebody in Teams signs in, finds a contact and presses a row', async () => {
    const chat = world.emulator.channel.personal(megan)
    await world.connect(megan)
    await chat.ask('find contact Alice')
    expect(said(chat).at(-1)).toContain('Alice Admin')
    const [list] = await chat.ask('Smith')
    await chat.press(list!, 'John Smith')
    await chat.settled()
    expect(said(chat).at(-1)).toContain('+44 20 7946 0012')
  })

  test('a mention in a group, wherever it stands, is answered with the link to the personal chat', async () => {
    const group = world.emulator.channel.group([megan])
    const [answer] = await group.as(megan).ask('find contact Alice')
    expect(readable(answer)).toContain(en.notHere)
  })
})
