import { turnsOf } from '../../channel/turns-of.ts'
import { namesIn } from '../../connection/chat-user.ts'
import type { Connection } from '../../connection/connection.ts'
import { isObject, parseJson } from '../../json.ts'
import { hashOf } from '../../secrets.ts'
import type { Store } from '../../store/store.ts'
import { together } from './in-batches.ts'

/** Records by which the bot finds the person behind a browser. Their value names the person. */
const POINTERS = ['ticket/', 'state/', 'ended/']
const HASHED = ['sign-ins/', 'left/']

/** If records are deleted in this order, no work under way can restore one: a late callback finds no sign-in and connects nobody,
 *  and without a connection no contacts are read. */
const ORDER = ['pending', 'ticket', 'state', 'connection', 'address-book']

export type Traces = { keys(): Promise<string[]> }

/** Finds everything that is stored about a person. It remembers what identifies the person, so it also finds records after others
 *  were deleted.
 *  @returns `keys`, which gives the keys in the order in which they must be deleted. Records that cannot be opened are included
 *  if their keys name the person. */
export async function tracesOf(store: Store, user: string): Promise<Traces> {
  const isTheirs = await belongingTo(store, user)
  return {
    async keys() {
      const keys: string[] = []
      for await (const key of together(store.scan(''), async (key) => ((await isTheirs(key)) ? key : '')))
        if (key !== '') keys.push(key)
      return [...new Set(keys)].toSorted((a, b) => placeOf(a) - placeOf(b) || (a < b ? -1 : 1))
    },
  }
}

function placeOf(key: string): number {
  const at = ORDER.indexOf(key.split('/', 1)[0] ?? '')
  return at < 0 ? ORDER.length : at
}

async function belongingTo(store: Store, user: string): Promise<(key: string) => Promise<boolean>> {
  const hash = hashOf(user)
  const turns = await Promise.all(
    ['connection', 'pending', 'address-book'].map(async (kind) => turnsFrom(store, `${kind}/${user}`, user)),
  )
  return async function isTheirs(key) {
    const slash = key.indexOf('/')
    const rest = key.slice(slash + 1)
    if (rest === user || rest.startsWith(`${user}/`)) return slash > 0
    const kind = key.slice(0, slash + 1)
    if (HASHED.includes(kind)) return rest === hash
    if (POINTERS.includes(kind)) return (await objectIn(store, key))?.['userKey'] === user
    return kind === 'turn/' && turns.some((isTurn) => isTurn(key))
  }
}

/** The person's turns, if the record under `key` identifies the person. */
async function turnsFrom(store: Store, key: string, user: string): Promise<(key: string) => boolean> {
  const record = (await objectIn(store, key)) as { user?: Connection['user']; conversationId?: string } | undefined
  const names = namesIn(user)
  const who = record?.user ?? (names && { ...names, conversationId: record?.conversationId })
  return who ? turnsOf(who) : () => false
}

/** The record under `key`, if it is an object that can be opened; else undefined. */
export async function objectIn(store: Store, key: string): Promise<Record<string, unknown> | undefined> {
  const value = parseJson((await store.get(key))?.value.toString() ?? '')
  return isObject(value) ? value : undefined
}
