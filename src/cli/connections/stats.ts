import type { Store } from '../../store/store.ts'
import { connectedPeople } from './person.ts'

const DAY_MS = 24 * 60 * 60_000

/** How many people are connected, and how much is stored. `application`: people whose contacts the application reads with its
 *  own permission. `records`: by the first part of their keys. `usedWithin`: how many of the connected people used the bot in
 *  the last day, week and month. */
export type Stats = {
  connections: number
  application: number
  contacts: number
  usedWithin: { day: number; week: number; month: number }
  records: Record<string, number>
}

export async function statsOf(store: Store, withApplication: boolean, now = Date.now()): Promise<Stats> {
  const usedWithin = { day: 0, week: 0, month: 0 }
  let connections = 0
  let application = 0
  let contacts = 0
  for await (const person of connectedPeople(store, withApplication)) {
    if (person.access === 'application') application += 1
    else connections += 1
    contacts += person.contacts
    const days = (now - Date.parse(person.lastUsed ?? '')) / DAY_MS
    if (days <= 1) usedWithin.day += 1
    if (days <= 7) usedWithin.week += 1
    if (days <= 30) usedWithin.month += 1
  }
  return { connections, application, contacts, usedWithin, records: await recordsByKind(store) }
}

async function recordsByKind(store: Store): Promise<Record<string, number>> {
  const counts = new Map<string, number>()
  for await (const key of store.scan('')) {
    const kind = key.split('/', 1)[0] ?? ''
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  return Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
