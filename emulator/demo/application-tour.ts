import { browser } from '../browser.ts'
import { actionsOf } from '../channel/actions.ts'
import type { Message } from '../channel/conversation.ts'
import { alex, contoso } from '../people.ts'
import { expect, forgedIsRefused, shortened, type Stage, talk } from './stage.ts'
import { linesOf } from './text.ts'

/** Plays the tour of a bot that reads contacts with its own permission: an administrator approves it, and nobody signs in.
 *  @throws {TourError} at the first step that comes out differently */
export async function applicationTour(stage: Stage): Promise<void> {
  const { emulator, person, print } = stage
  const { ask } = talk(emulator.channel.personal(person), person.givenName, print)

  await forgedIsRefused(stage)

  await approve(stage, await ask('find contact Alice'))
  expect(says(await ask('find contact Alice'), /Alice Admin/), 'Alice’s card, without a sign-in')
  expect(says(await ask('connect'), /don’t need to sign in/), 'that no sign-in is needed')
  expect(says(await ask('status'), / in \d+ folders/), 'how many contacts there are')

  await limit(stage)
  await askElsewhere(stage)
  expect(emulator.entra.count('authorize') === 0, 'nobody to have signed in')
  await showRecords(stage)
  showRequests(stage)

  await ask('disconnect')
  const left = [...(await stage.records('address-book/')), ...(await stage.records('recent/'))]
  expect(left.length === 0, 'nothing left of the person')
}

/** An administrator opens the link in the answer and accepts. */
async function approve({ print, emulator }: Stage, answer: Message): Promise<void> {
  const link = actionsOf(answer).find(({ url }) => url?.includes('/adminconsent'))?.url
  expect(link?.startsWith(`${emulator.origin}/${contoso.tid}/v2.0/adminconsent?`), 'the link for an administrator')
  print('  An administrator opens the link and accepts. In the browser:')
  const by = browser()
  const page = await by.submit(await by.open(link ?? ''), 'consent', { decision: 'accept' })
  page.trail.map(shortened).forEach((address) => print(`    → ${address}`))
  print(`    ${page.text}`)
  print()
  expect(page.status === 200, 'a page that thanks the administrator')
}

/** Exchange opens the person's mailbox only. */
async function limit({ emulator, person, print }: Stage): Promise<void> {
  print(
    `  An administrator opens ${person.givenName}’s mailbox only (RBAC for Applications), and takes the approval back.`,
  )
  emulator.application.withdraw(contoso.tid)
  emulator.application.limitTo(contoso.tid, [person.oid])
  const { ask } = talk(emulator.channel.personal(alex), alex.givenName, print)
  const refused = await ask('find contact Ada')
  expect(says(refused, /some mailboxes only/), 'the reason why this mailbox is not read')
  expect(!actionsOf(refused).some(({ url }) => url?.includes('/adminconsent')), 'no link that would open all mailboxes')
}

/** A chat on a web site, whose visitors choose their own ids. */
async function askElsewhere({ emulator, person, print }: Stage): Promise<void> {
  print(`  Somebody on a web site claims to be ${person.givenName}.`)
  const web = { channelId: 'webchat', aadObjectId: person.oid, tenantId: person.tid }
  const { ask } = talk(emulator.channel.personal(person, web), 'Visitor', print)
  expect(says(await ask('find contact Alice'), /can’t tell who you are/), 'no contacts for somebody unknown')
}

/** Shows what the bot has stored, read without the bot. */
async function showRecords({ records, person, print }: Stage): Promise<void> {
  const tokens = await records('app-token/')
  const books = await records('address-book/')
  print('In the store now:')
  for (const { key, expiresInMs, bytes } of tokens)
    print(`  ${key}: ${bytes.length} bytes, encrypted, for ${Math.round(expiresInMs / 60_000)} more minutes`)
  print(`  ${books.length} records of contacts under address-book/, encrypted`)
  print()
  expect(tokens.map(({ key }) => key).join() === `app-token/${contoso.tid}`, 'one token for the whole organisation')
  expect(!tokens.some(({ bytes }) => bytes.includes('accessToken')), 'nothing readable in its record')
  expect(!books.some(({ bytes }) => bytes.includes('Alice')), 'nothing readable of the contacts')
  expect((await records('connection/')).length === 0, 'no connection of anybody')
  expect(
    books.some(({ key }) => key.includes(person.tid)),
    'a copy of the person’s contacts',
  )
}

/** Shows whose mailboxes were read by the token that may open every one. */
function showRequests({ emulator, person, print }: Stage): void {
  const asked = new Set(emulator.graph.calls.map(({ path }) => /^\/v1\.0\/(users\/[^/]+|me)\//.exec(path)?.[1]))
  print('Mailboxes that the bot asked for:')
  for (const mailbox of asked) print(`  ${mailbox}`)
  print()
  const askers = [person, alex].map(({ oid }) => `users/${oid}`)
  expect(
    asked.size === 2 && askers.every((mailbox) => asked.has(mailbox)),
    'the mailboxes of those who asked, and no other',
  )
}

function says(message: Message, what: RegExp): boolean {
  return what.test(linesOf(message).join('\n'))
}
