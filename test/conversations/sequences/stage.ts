import type { Contact } from '../../../emulator/address-books/contact.ts'
import type { Random } from '../../../emulator/address-books/random.ts'
import { actionsOf } from '../../../emulator/channel/actions.ts'
import type { Chat } from '../../../emulator/channel/chat.ts'
import type { Message } from '../../../emulator/channel/conversation.ts'
import { immutableId, type Mailbox } from '../../../emulator/graph/mailbox.ts'
import { alex, megan, type Person } from '../../../emulator/people.ts'
import { en } from '../../../src/text/en.ts'
import { inputsOf, nowIn, pressForm } from '../../forms.ts'
import { readable, signInWith, startWorld, type World } from '../../world.ts'

/** The contact as it should be in Outlook. */
export type Known = { jobTitle: string; companyName: string }

/** Two instances of the bot, and two people who change the same mailbox: Megan, and Alex, who has connected Megan's account. */
export type Stage = Awaited<ReturnType<typeof openStage>>

export async function openStage(redisUrl: string) {
  const env = { REDIS_URL: redisUrl, OAUTH_OTHER_ACCOUNTS: 'true', LOG_LEVEL: 'error', CONTACTS_MAX_AGE: '0' }
  const world = await startWorld(env, { maxConcurrent: Infinity, maxRequests: Infinity })
  const instances = [world.emulator.channel.botUrl ?? '', await world.another()]
  const mailbox: Mailbox = world.emulator.graph.mailbox(megan.oid)
  // Each question asks every folder what has changed, which takes most of the time.
  for (const { id, isDefault } of mailbox.folders) if (!isDefault) mailbox.removeFolder(id)
  for (const folder of mailbox.folders) for (const { id } of mailbox.contacts(folder.id)) mailbox.remove(id)
  const chats: Chat[] = []
  for (const person of [megan, alex]) chats.push(await allowed(world, person))

  const everybody = (): Contact[] => mailbox.folders.flatMap(({ id }) => mailbox.contacts(id))
  const others = everybody().length
  /** The contacts by their names, which are unique. Undefined: deleted. */
  const expected = new Map<string, Known | undefined>()
  let names = 0
  let presses = 0

  const stage = {
    world,
    instances,
    chats,
    mailbox,
    /** How many contacts there are that no sequence changes. */
    others,
    expected,
    everybody,
    named: (name: string): Contact[] => everybody().filter(({ displayName }) => displayName === name),
    newName(): string {
      names += 1
      return `Zz${String(names).replace(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)))} Quist`
    },

    /** From now on activities are delivered to one of the instances. */
    anywhere: (dice: Random): void => void (world.emulator.channel.botUrl = dice.pick(instances)),

    /** A contact that should be in Outlook, with its name and id. */
    somebody(dice: Random): { name: string; id: string; values: Known } | undefined {
      const there = [...expected].flatMap(([name, values]) => (values ? [{ name, values }] : []))
      if (there.length === 0) return undefined
      const { name, values } = dice.pick(there)
      return { name, values, id: immutableId(stage.named(name)[0]?.id ?? '') }
    },

    /** Sends what a button of another card sends. @returns the new message */
    async act(chat: Chat, data: Record<string, unknown>): Promise<Message> {
      const action = {
        type: 'Action.Execute',
        verb: String(data['command']),
        data: { ...data, card: (presses += 1) },
      }
      await chat.invoke('adaptiveCard/action', { action, trigger: 'manual' })
      await chat.settled()
      return chat.messages.at(-1) as Message
    },

    /** Presses a button, perhaps several times at once, at any of the instances. Teams delivers one press several times, or a person
     *  presses several times. @returns the message as it is then */
    async pressed(
      dice: Random,
      chat: Chat,
      card: Message,
      title: string,
      typed: Record<string, unknown> = {},
    ): Promise<Message> {
      const inputs = { ...inputsOf(card), ...typed }
      const action = actionsOf(card).find((one) => one.title === title)
      if (!action) throw new Error(`No button ${title}: ${readable(card)}`)
      const times = dice.pick([1, 1, 2, 3])
      const areSeveral = dice.chance(0.5)
      await Promise.all(
        Array.from({ length: times }, () => {
          stage.anywhere(dice)
          return chat.act(card, action, { inputs: { ...inputs, ...(areSeveral && { press: (presses += 1) }) } })
        }),
      )
      await chat.settled()
      return nowIn(chat, card)
    },
  }
  return stage
}

/** Connects Megan's account in the chat of `person`, and allows changes there. */
async function allowed(world: World, person: Person): Promise<Chat> {
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

/** Types a message. @returns the last answer to it */
export async function last(chat: Chat, text: string): Promise<Message> {
  const answer = (await chat.ask(text)).at(-1)
  if (!answer) throw new Error('No answer')
  return answer
}
