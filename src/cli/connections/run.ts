import { createInterface } from 'node:readline/promises'
import type { ReadStream, WriteStream } from 'node:tty'
import type { Store } from '../../store/store.ts'
import type { Asked } from './arguments.ts'
import { contentOf } from './export.ts'
import { COLUMNS, inFull, inOneLine, statsInWords } from './text-output.ts'
import { usersMatching } from './matching.ts'
import { json, line, printable } from './terminal.ts'
import { connectedPeople, looking, type Person } from './person.ts'
import { removeAll } from './remove.ts'
import { type Stats, statsOf } from './stats.ts'
import { tracesOf } from './records-of-person.ts'

const OK = 0
const NOT_DONE = 1

/** Where a command reads and writes. The requested data goes to `out`, everything else to `err`. */
export type Terminal = { out: WriteStream; err: WriteStream; input: ReadStream }

/** `withApplication`: the application reads mailboxes with its own permission, so people need no connection. `isInFile`: the
 *  store is the embedded one. */
type Settings = { withApplication: boolean; isInFile: boolean }

type OfOne = Extract<Asked, { user: string }>

/** Runs the command. @returns the exit status. @throws {StoreError} */
export async function run(
  store: Store,
  asked: Asked,
  at: Terminal,
  settings: Settings = { withApplication: false, isInFile: false },
): Promise<number> {
  const { withApplication } = settings
  if ('user' in asked) return ofUser(store, asked, at, settings)
  const people = connectedPeople(store, withApplication)
  return asked.verb === 'list' ? list(people, asked, at) : stats(await statsOf(store, withApplication), asked, at)
}

async function list(people: AsyncIterable<Person>, { json: asJson }: Asked, { out }: Terminal): Promise<number> {
  if (!asJson) await line(out, COLUMNS)
  for await (const person of people) await line(out, asJson ? json(person) : inOneLine(person))
  return OK
}

async function stats(counted: Stats, { json: asJson }: Asked, { out }: Terminal): Promise<number> {
  await line(out, asJson ? json(counted, 2) : statsInWords(counted).join('\n'))
  return OK
}

async function ofUser(store: Store, asked: OfOne, at: Terminal, settings: Settings): Promise<number> {
  const users = await usersMatching(store, asked.user)
  const [first, ...more] = users
  if (first === undefined) {
    await line(at.err, `No data is stored for ${printable(asked.user)}`)
    return NOT_DONE
  }
  if (asked.verb === 'show') return show(store, users, asked, at)
  if (more.length > 0) return several(store, users, asked, at)
  return asked.verb === 'export' ? exportAll(store, first, at) : remove(store, first, asked, at, settings)
}

async function show(store: Store, users: string[], { json: asJson }: Asked, { out }: Terminal): Promise<number> {
  const shown = []
  for (const user of users) shown.push({ ...(await looking(store)(user)), records: (await keysOf(store, user)).length })
  if (asJson) await line(out, json(shown.length === 1 ? shown[0] : shown, 2))
  else await line(out, shown.map(({ records, ...person }) => inFull(person, records).join('\n')).join('\n\n'))
  return OK
}

/** Lists the people that were found, for the next try. */
async function several(
  store: Store,
  users: string[],
  { json: asJson }: Asked,
  { out, err }: Terminal,
): Promise<number> {
  const people: Person[] = []
  for (const user of users) people.push(await looking(store)(user))
  if (asJson) await line(out, json(people, 2))
  else await line(out, [COLUMNS, ...people.map(inOneLine)].join('\n'))
  await line(
    err,
    `${people.length} people match, and nothing was done: run it again with one of the values in the USER column`,
  )
  return NOT_DONE
}

/** Writes one record after the other, because an address book can be large. */
async function exportAll(store: Store, user: string, { out }: Terminal): Promise<number> {
  const person = await looking(store)(user)
  const keys = await keysOf(store, user)
  await line(out, `{"person": ${json(person)}, "records": [`)
  let before = ''
  for (const key of keys) {
    const value = await contentOf(store, key)
    out.write(before)
    await line(out, json({ key, value: value ?? 'It cannot be opened, or has been deleted meanwhile' }))
    before = ','
  }
  await line(out, ']}')
  return OK
}

async function remove(
  store: Store,
  user: string,
  asked: OfOne,
  { out, err, input }: Terminal,
  settings: Settings,
): Promise<number> {
  const person = await looking(store)(user)
  const records = (await keysOf(store, user)).length
  if (!asked.yes && !(await isSure(inFull(person, records), { out, err, input }))) {
    await line(err, 'Nothing was removed')
    return NOT_DONE
  }
  const { deleted, isClean } = await removeAll(store, user, settings)
  const done = { removed: user, records: deleted, isClean }
  await line(out, asked.json ? json(done, 2) : `Removed ${deleted} records of ${printable(user)}`)
  if (isClean) return OK
  await line(err, 'This person is using the bot right now, so new data is still being stored. Run it again later.')
  return NOT_DONE
}

async function keysOf(store: Store, user: string): Promise<string[]> {
  return (await tracesOf(store, user)).keys()
}

async function isSure(shown: string[], { input, err }: Terminal): Promise<boolean> {
  if (!input.isTTY || !err.isTTY) {
    await line(err, 'remove needs confirmation, and there is no terminal: add --yes')
    return false
  }
  await line(err, shown.join('\n'))
  const asking = createInterface({ input, output: err })
  const closed = new Promise<string>((resolve) => asking.once('close', () => resolve('')))
  const answer = await Promise.race([asking.question('Delete all of this? [y/N] '), closed])
  asking.close()
  return /^y(es)?$/i.test(answer.trim())
}
