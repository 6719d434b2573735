import { browser, signIn } from '../browser.ts'
import { signInUrl } from '../channel/actions.ts'
import { expect, forgedIsRefused, shortened, type Stage, talk, TourError } from './stage.ts'
import { linesOf } from './text.ts'

/** Plays the main job: a person asks for a contact, signs in, and gets the answer.
 *  @throws {TourError} at the first step that comes out differently */
export async function tour(stage: Stage): Promise<void> {
  const { emulator, person, print } = stage
  const chat = emulator.channel.personal(person)
  const { ask, next } = talk(chat, person.givenName, print)

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

  /** An untidy Microsoft may not give the user name. */
  function isNamed(text: string): boolean {
    return text.includes(person.username) || text.includes(person.name)
  }
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
