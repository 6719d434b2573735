import { setTimeout as sleep } from 'node:timers/promises'
import { slices } from '../../slices.ts'
import { type Access, type Graph, GraphError, isUnclear, MAX_CONCURRENT } from '../../graph/graph.ts'
import { hashOf } from '../../secrets.ts'
import type { NewContact } from '../../vcard/read.ts'
import { propertiesOf } from './graph-properties.ts'

/** How many times a contact is tried while Graph asks us to slow down, and how long we wait at most each time. */
const MOST_TRIES = 6
const MOST_WAIT_MS = 60_000
const WAIT_MS = 5_000

/** The result. `refused`: contacts that Graph does not accept. `stopped`: why the others were not tried. */
export type Created = { refused: NewContact[]; stopped?: { error: unknown } | undefined }

type Creating = {
  graph: Pick<Graph, 'create' | 'findStamped'>
  access: Access
  /** Whether to continue. */
  isWanted: () => Promise<boolean>
  onMade: () => void
}

/** A stamp from a contact's contents: the same contact in another file has the same stamp. */
function stampOf(contact: NewContact): string {
  return hashOf(JSON.stringify(contact))
}

/** Each contact once, by its stamp. Other work gets its turn in between. */
export async function byStamp(contacts: readonly NewContact[]): Promise<Map<string, NewContact>> {
  const slice = slices()
  const stamped = new Map<string, NewContact>()
  for (const contact of contacts) {
    if (slice.isOver()) await slice.next()
    stamped.set(stampOf(contact), contact)
  }
  return stamped
}

/** Creates the contacts, four at a time, each of them once. Never rejects. */
export async function createAll(contacts: readonly NewContact[], creating: Creating): Promise<Created> {
  const created: Created = { refused: [] }
  const queue = contacts.values()
  async function work(): Promise<void> {
    for (const contact of queue) {
      if (created.stopped) return
      try {
        await createOne(contact, creating)
        creating.onMade()
      } catch (error) {
        if (isAbout(error)) created.refused.push(contact)
        else created.stopped ??= { error }
      }
    }
  }
  await Promise.all(Array.from({ length: MAX_CONCURRENT }, work))
  return created
}

/** Whether the contact itself caused the error. */
function isAbout(error: unknown): boolean {
  return error instanceof GraphError && error.code === 'refused'
}

async function createOne(contact: NewContact, { graph, access, isWanted }: Creating): Promise<void> {
  const made = { folder: undefined, stamp: stampOf(contact) }
  for (let tries = 1; ; tries += 1) {
    // Checked each time, because the wait before may have been long.
    if (!(await isWanted())) throw new GraphError('aborted')
    try {
      await graph.create(access, { ...made, properties: propertiesOf(contact) })
      return
    } catch (error) {
      if (!(error instanceof GraphError) || tries === MOST_TRIES) throw error
      if (error.code === 'throttled') {
        await sleep(Math.min(error.retryAfterMs ?? WAIT_MS, MOST_WAIT_MS))
        continue
      }
      // We look for the contact before we send it again.
      if (!isUnclear(error)) throw error
      if (await graph.findStamped(access, made)) return
      if (tries > 1) throw error
    }
  }
}
