import { browser, signIn } from '../browser.ts'
import { signInUrl } from '../channel/actions.ts'
import type { Message } from '../channel/conversation.ts'
import type { Emulator } from '../emulator.ts'
import type { Person } from '../people.ts'
import type { LeftRecord } from './records.ts'
import { linesOf } from './text.ts'

export type Stage = {
  emulator: Emulator
  publicUrl: string
  /** The person who chats. */
  person: Person
  records: (prefix: string) => Promise<LeftRecord[]>
  print: (line?: string) => void
}

/** A step did not come out as expected. */
export class TourError extends Error {
  override readonly name = 'TourError'
}

const ANSWER_MS = 30_000

/** Plays the main job: a person asks for a contact, signs in, and gets the answer.
 *  @throws {TourError} at the first step that comes out differently */
export async function tour(stage: Stage): Promise<void> {
  const { emulator, person, print } = stage
  const chat = emulator.channel.personal(person)

  await forgedIsRefused(stage)

  const card = await ask('find contact Alice')
  const url = signInUrl(card)
  expect(
    url?.startsWith(`${stage.publicUrl}/auth/start?ticket=`),
    'a sign-in card with a link to the bot’s own start page',
  )

  print(`  ${person.givenName} presses the button. In the browser:`)
  const page = await signIn(browser(), url ?? '', { username: person.username })
  page.trail.map(shortened).forEach((address) => print(`    → ${address}`))
  print(`    ${page.text}`)
  print()
  expect(page.status === 200 && isNamed(page.text), 'a page that says who is connected')

  const contact = await next('the answer to the first question, without asking again')
  expect(linesOf(contact).join('\n').includes('Alice'), 'Alice’s card')
  const replaced = chat.messages.find(({ id }) => id === card.id)
  expect(replaced !== undefined && signInUrl(replaced) === undefined, 'the sign-in card replaced in place')

  const status = await ask('status')
  expect(isNamed(linesOf(status).join('\n')), 'the account in the status')

  await showRecord(stage)

  /** An untidy Microsoft may not tell the user name. */
  function isNamed(text: string): boolean {
    return text.includes(person.username) || text.includes(person.name)
  }

  async function ask(text: string): Promise<Message> {
    print(`${person.givenName}: ${text}`)
    const { status: answered } = await chat.send(text)
    expect(answered === 200, `status 200 for the delivery, not ${answered}`)
    return next('an answer')
  }

  async function next(what: string): Promise<Message> {
    const message = await chat.next({ timeoutMs: ANSWER_MS }).catch(() => undefined)
    if (!message) throw new TourError(`expected ${what}, but no message came`)
    const [first = '', ...rest] = linesOf(message)
    print(`Bot:   ${first}`)
    rest.forEach((line) => print(`       ${line}`))
    print()
    return message
  }
}

/** Shows that the checks are on: a token that another key signed is refused. */
async function forgedIsRefused({ emulator, person, print }: Stage): Promise<void> {
  const chat = emulator.channel.personal(person)
  const forged = await emulator.channel.sign({}, { key: 'other' })
  const { status } = await chat.sendRaw(chat.compose('help'), { authorization: `Bearer ${forged}` })
  print(`A message with a forged channel token is answered with status ${status}.`)
  print()
  expect(status === 401, `status 401 for a forged token, not ${status}`)
}

/** Shows what the sign-in left in the store, read without the bot. */
async function showRecord({ records, person, print }: Stage): Promise<void> {
  const [record, ...others] = await records('connection/')
  if (!record) throw new TourError('expected a connection record, but there is none')
  const days = record.expiresInMs / 86_400_000
  const readable = [person.username, person.oid, 'refreshToken', 'accessToken'].filter((text) =>
    record.bytes.includes(text),
  )
  print('In the store now:')
  print(`  key           ${record.key}`)
  print(`  time to live  ${days.toFixed(1)} days`)
  print(`  value         ${record.bytes.length} bytes, encrypted: ${record.bytes.subarray(0, 32).toString('hex')}…`)
  expect(others.length === 0, 'one connection record')
  expect(days > 89 && days <= 90, 'a time to live of 90 days')
  expect(readable.length === 0, 'nothing readable in the record')
  const contacts = await records('address-book/')
  const bytes = contacts.reduce((sum, { bytes: { length } }) => sum + length, 0)
  print(
    `  contacts      ${contacts.length} records under ${contacts[0]?.key.split('/')[0]}/, ${bytes} bytes in all, encrypted`,
  )
  print()
  expect(contacts.length > 1, 'contacts in chunks')
  expect(!contacts.some((kept) => kept.bytes.includes('Alice')), 'nothing readable of the contacts')
  expect((await records('pending/')).length === 0, 'no sign-in left over')
}

function expect(right: boolean | undefined, what: string): void {
  if (right !== true) throw new TourError(`expected ${what}`)
}

/** An address without its query and its secrets. */
function shortened(address: string): string {
  const { origin, pathname } = new URL(address)
  return `${origin}${pathname.replace(/[\w-]{30,}/g, '…')}`
}
