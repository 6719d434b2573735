import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import type { Contact } from '../../emulator/address-books/contact.ts'
import { type Random, random } from '../../emulator/address-books/random.ts'
import { actionsOf } from '../../emulator/channel/actions.ts'
import type { Chat } from '../../emulator/channel/chat.ts'
import type { Message } from '../../emulator/channel/conversation.ts'
import { immutableId, type Mailbox } from '../../emulator/graph/mailbox.ts'
import { alex, megan, type Person } from '../../emulator/people.ts'
import type { Untidiness } from '../../emulator/untidy.ts'
import { en } from '../../src/text/en.ts'
import { inputsOf, nowIn, pressForm } from '../forms.ts'
import { readable, signInWith, startWorld, type World } from '../world.ts'

/** How many sequences are played: `EDITING_SEQUENCES=1000` for all that a change of this part deserves. */
const SEQUENCES = Number(process.env['EDITING_SEQUENCES'] ?? 4)
const SEED = Number(process.env['EDITING_SEED'] ?? 2014)
const STEPS = 7

/** What is untidy about writing, and may be switched on and off at any time. */
const UNTIDY: Untidiness[] = ['answers-lost', 'conflict-without-precondition', 'if-match-ignored', 'key-moves']

/** Values that both people write into the same fields. */
const JOBS = ['Cook', 'Tailor', 'Weaver', 'Smith', 'Potter']

let world: World
/** The addresses of the two instances. */
const instances: string[] = []
/** Megan, and Alex, who has connected Megan's account: both change the same contacts. */
const chats: Chat[] = []
let mailbox: Mailbox
/** What should be in Outlook, by the name that no other contact has. Undefined: deleted. */
const expected = new Map<string, { jobTitle: string; companyName: string } | undefined>()
let others: number
let made = 0
let cards = 0

beforeAll(async () => {
  const env = { REDIS_URL: `${inject('redisUrl')}/7`, OAUTH_OTHER_ACCOUNTS: 'true', LOG_LEVEL: 'error' }
  world = await startWorld({ ...env, CONTACTS_MAX_AGE: '0' }, { maxConcurrent: Infinity, maxRequests: Infinity })
  instances.push(world.emulator.channel.botUrl ?? '', await world.another())
  mailbox = world.emulator.graph.mailbox(megan.oid)
  for (const folder of mailbox.folders) for (const { id } of mailbox.contacts(folder.id)) mailbox.remove(id)
  for (const person of [megan, alex]) chats.push(await allowed(person))
  others = everybody().length
}, 60_000)
afterAll(() => world.close())

const everybody = (): Contact[] => mailbox.folders.flatMap(({ id }) => mailbox.contacts(id))
const named = (name: string) => everybody().filter(({ displayName }) => displayName === name)

/** Connects Megan's account in the chat of `person`, and allows changes there. */
async function allowed(person: Person): Promise<Chat> {
  const chat = world.emulator.channel.personal(person)
  const [card] = await chat.ask('connect')
  await signedIn(chat, card)
  const form = await last(chat, `add contact Paula Permission ${person.givenName}`)
  await signedIn(chat, await pressForm(chat, form, en.form.save))
  return chat
}

async function signedIn(chat: Chat, card: Message | undefined): Promise<void> {
  const page = await signInWith(card, megan)
  await chat.settled()
  const code = /data-result="(\d{6})"/.exec(page.html)?.[1]
  if (code !== undefined) await chat.ask(code)
  await chat.settled()
}

async function last(chat: Chat, text: string): Promise<Message> {
  const answer = (await chat.ask(text)).at(-1)
  if (!answer) throw new Error('No answer')
  return answer
}

/** Sends what a button of another card sends each time. @returns the new message */
async function act(chat: Chat, data: Record<string, unknown>): Promise<Message> {
  const action = { type: 'Action.Execute', verb: String(data['command']), data: { ...data, card: (cards += 1) } }
  await chat.invoke('adaptiveCard/action', { action, trigger: 'manual' })
  await chat.settled()
  return chat.messages.at(-1) as Message
}

/** Presses a button, perhaps several times at once, at any of the instances; and again while nobody knows what came of it. */
async function pressed(dice: Random, chat: Chat, card: Message, title: string, typed: Record<string, unknown> = {}) {
  const inputs = { ...inputsOf(card), ...typed }
  const action = actionsOf(card).find((one) => one.title === title)
  if (!action) throw new Error(`No button ${title}: ${readable(card)}`)
  const times = dice.pick([1, 1, 2, 3])
  await Promise.all(
    Array.from({ length: times }, () => {
      anywhere(dice)
      return chat.act(card, action, { inputs })
    }),
  )
  await chat.settled()
  let now = nowIn(chat, card)
  for (let n = 0; n < 5 && /press Save again/.test(readable(now)); n += 1)
    now = await pressForm(chat, now, en.form.save)
  return now
}

function anywhere(dice: Random): void {
  world.emulator.channel.botUrl = dice.pick(instances)
}

async function add(dice: Random, chat: Chat): Promise<string> {
  made += 1
  const name = `Zz${String(made).replace(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)))} Quist`
  const form = await last(chat, `add contact ${name}, Quill`)
  const jobTitle = dice.pick(JOBS)
  const card = await pressed(dice, chat, form, en.form.save, { jobTitle })
  expect(readable(card)).toContain(en.news.added)
  expected.set(name, { jobTitle, companyName: 'Quill' })
  return name
}

/** A contact that should be there, of which both the name and the id are known. */
function somebody(dice: Random): { name: string; id: string } | undefined {
  const names = [...expected].flatMap(([name, values]) => (values ? [name] : []))
  if (names.length === 0) return undefined
  const name = dice.pick(names)
  return { name, id: immutableId(named(name)[0]?.id ?? '') }
}

/** Changes a contact. Meanwhile the other person, or somebody in Outlook, may change the same or another field. */
async function edit(dice: Random, chat: Chat): Promise<void> {
  const who = somebody(dice)
  if (!who) return
  const form = await act(chat, { command: 'edit', contactId: who.id })
  const values = expected.get(who.name) ?? { jobTitle: '', companyName: '' }
  const meanwhile = dice.pick(['jobTitle', 'companyName', 'none', 'none'] as const)
  if (meanwhile !== 'none') {
    values[meanwhile] = `${dice.pick(JOBS)} ${dice.digits(3)}`
    mailbox.change(who.id, { [meanwhile]: values[meanwhile] })
  }
  const jobTitle = `${dice.pick(JOBS)} ${dice.digits(3)}`
  const card = await pressed(dice, chat, form, en.form.save, { jobTitle })
  const isContested = meanwhile === 'jobTitle'
  expect(readable(card)).toContain(isContested ? en.changing.overwrite : en.news.changed)
  expect(mailbox.contact(who.id)?.jobTitle).toBe(isContested ? values.jobTitle : jobTitle)
  const isOverwritten = !isContested || dice.chance(0.5)
  const next = isContested
    ? await pressed(dice, chat, card, isOverwritten ? en.changing.overwrite : en.changing.look)
    : card
  expect(readable(next)).toContain(isOverwritten ? en.news.changed : en.form.instead(jobTitle))
  if (isOverwritten) values.jobTitle = jobTitle
}

/** Deletes a contact, and makes it again in half of the cases. */
async function remove(dice: Random, chat: Chat): Promise<void> {
  const who = somebody(dice)
  if (!who) return
  const question = await act(chat, { command: 'delete', contactId: who.id })
  const deleted = await pressed(dice, chat, question, en.changing.confirm)
  expect(readable(deleted)).toContain(en.changing.deleted(who.name))
  expect(named(who.name)).toEqual([])
  const isUndone = dice.chance(0.5)
  const after = isUndone ? await pressed(dice, chat, deleted, en.changing.undo) : deleted
  expect(readable(after)).toContain(isUndone ? en.news.restored : en.changing.undo)
  if (!isUndone) expected.set(who.name, undefined)
}

/** Outlook has what should be there, once, and both people see the same at both instances. */
async function isAllWell(): Promise<void> {
  const wanted = [...expected].flatMap(([name, values]) => (values ? [{ displayName: name, ...values }] : []))
  const found = everybody().filter(({ displayName }) => expected.has(displayName ?? ''))
  const inOrder = (all: { displayName: string }[]) =>
    all.toSorted((one, other) => one.displayName.localeCompare(other.displayName))
  expect(
    inOrder(
      found.map(({ displayName, jobTitle, companyName }) => ({
        displayName: displayName ?? '',
        jobTitle,
        companyName,
      })),
    ),
  ).toEqual(inOrder(wanted))
  expect(everybody()).toHaveLength(others + wanted.length)
  for (const chat of chats)
    for (const url of instances) {
      world.emulator.channel.botUrl = url
      expect(readable(await last(chat, 'list contacts'))).toContain(en.list.everybody(others + wanted.length))
    }
}

test(
  `${SEQUENCES} random sequences of changes by two people at two instances leave everything as it was said`,
  async () => {
    for (let n = 0; n < SEQUENCES; n += 1) {
      const dice = random(SEED + n)
      for (const one of UNTIDY) world.emulator.untidy.delete(one)
      for (const one of UNTIDY) if (dice.chance(0.5)) world.emulator.untidy.add(one)
      try {
        for (let step = 0; step < STEPS; step += 1) {
          anywhere(dice)
          const chat = dice.pick(chats)
          await dice.pick([add, add, edit, edit, edit, remove])(dice, chat)
        }
        for (const one of UNTIDY) world.emulator.untidy.delete(one)
        await isAllWell()
      } catch (error) {
        throw new Error(`Sequence EDITING_SEED=${SEED + n} fails`, { cause: error })
      }
      for (const { id, displayName } of everybody()) if (expected.has(displayName ?? '')) mailbox.remove(id)
      expected.clear()
    }
  },
  60_000 + SEQUENCES * 60_000,
)
