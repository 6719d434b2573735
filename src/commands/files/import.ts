import { setTimeout as sleep } from 'node:timers/promises'
import type { LiveToken } from '../../connection/tokens.ts'
import { GraphError, isAboutToken } from '../../graph/graph.ts'
import { mailboxOf } from '../mailbox.ts'
import { withPermission } from '../permission.ts'
import { type Exchange, NotSaidError } from '../exchange.ts'
import type { Reply } from '../reply.ts'
import type { CommandOf, Services } from '../services.ts'
import { apology } from '../trouble.ts'
import { newAmong } from './already-there.ts'
import { byStamp, createAll, type Created } from './create-all.ts'
import type { Import } from './import-records.ts'
import type { Running } from './import-runs.ts'
import { MOST_LISTED, summarise } from './import-summary.ts'

type Command = CommandOf<'import'>

/** Creates the contacts of a file that the mailbox does not seem to have yet. It continues where an earlier attempt ended, and
 *  creates none twice. With `look` it only says what the import would do.
 *
 *  The replies, each of which replaces the one before:
 *  - `importing`, which ends the turn. `done` of `total` contacts are created; both are 0 until they are
 *    counted, and are reported at most every 3 s. The work continues after the turn, for minutes if the file is large.
 *  - In the end `imported`. Its counts add up to the contacts of the file: `imported` by this attempt and earlier ones,
 *    `there` already, `refusedInAll` by Outlook. `refused` has the first `MOST_LISTED` names of the refused ones.
 *  - Or `import_stopped`, with the reason. `imported` is 0 if it is not known how many were created.
 *  - `import_gone` if the file is no longer stored, `other_account` if it was compared with another mailbox.
 *  @throws {StoreError} @throws {EntraError} before the work has begun; after that they become `import_stopped`
 *  @throws {NotSaidError} if the channel takes no message */
export async function importContacts(command: Command, exchange: Exchange, services: Services): Promise<void> {
  if (command.look) return summarise(command, exchange, services)
  const found = await services.imports.get(exchange.user, command.id)
  if (!found) return exchange.show({ kind: 'import_gone' })
  await withPermission(command, exchange, services, async () => {
    await exchange.show({ kind: 'importing', id: command.id, done: 0, total: 0 })
    await exchange.later((later) => importLater(command, found, later, services))
  })
}

/** Runs after the turn has been answered, because it takes minutes. */
async function importLater(command: Command, found: Import, exchange: Exchange, services: Services): Promise<void> {
  const { id } = command
  try {
    await withPermission(command, exchange, services, (token) =>
      importOrFollow({ id, found, token, exchange, services }),
    )
  } catch (error) {
    if (error instanceof NotSaidError) throw error
    await exchange.show({ kind: 'import_stopped', id, imported: 0, ...apology(error, exchange) })
  }
}

type Begun = { id: string; found: Import; token: LiveToken; exchange: Exchange; services: Services }
type Work = Begun & { running: Running; isOurs: () => Promise<boolean> }

/** Imports. While another turn imports, it shows that turn's progress; then it continues itself and usually finds nothing left
 *  to do. The other turn cannot report the result, because only the latest press may change the message. */
async function importOrFollow(begun: Begun): Promise<void> {
  const { id, exchange, services } = begun
  for (;;) {
    const outcome = await services.imports.alone(exchange.user, id, (running, isOurs) =>
      importAlone({ ...begun, running, isOurs }),
    )
    if ('done' in outcome) return exchange.show(outcome.done)
    await exchange.show({ kind: 'importing', id, ...outcome.underWay })
    await sleep(FOLLOW_MS)
  }
}

const FOLLOW_MS = 1_000

async function importAlone({ id, found, token, running, isOurs, exchange, services }: Work): Promise<Reply> {
  const { access, owner, reader, book: read } = mailboxOf(token, exchange, services)
  if (!(await services.imports.isFor(exchange.user, id, found, owner.mailbox))) return { kind: 'other_account' }
  const { book } = await read()
  const stamps = await services.graph.stamps(access)
  const left = [...(await byStamp(found.contacts))].flatMap(([stamp, contact]) => (stamps.has(stamp) ? [] : [contact]))
  const earlier = found.contacts.length - left.length
  const wanted = await newAmong(left, book)
  running.total = wanted.length
  const progress = telling(() => exchange.show({ kind: 'importing', id, ...running }))
  const onMade = () => {
    running.done += 1
    progress.tell()
  }
  const isWanted = async () => (await isOurs()) && reader.isCurrent()
  const created = await createAll(wanted, { graph: services.graph, access, isWanted, onMade })
  await progress.end()
  if (isNotOurs(created)) throw created.stopped?.error
  // From now on a search finds the new contacts.
  await services.addressBooks.inStep(owner, reader, services.addressBooks.now()).book
  return outcomeOf(
    { id, found, created, imported: earlier + running.done, left: wanted.length - running.done },
    exchange,
  )
}

/** Whether another token, another permission or nothing at all is wanted. */
function isNotOurs({ stopped }: Created): boolean {
  const error = stopped?.error
  if (isAboutToken(error)) return true
  return error instanceof GraphError && (error.code === 'forbidden' || error.code === 'aborted')
}

type Outcome = { id: string; found: Import; created: Created; imported: number; left: number }

function outcomeOf({ id, found, created, imported, left }: Outcome, exchange: Exchange): Reply {
  if (created.stopped) return { kind: 'import_stopped', id, imported, ...apology(created.stopped.error, exchange) }
  return {
    kind: 'imported',
    imported,
    there: found.contacts.length - imported - left,
    refused: created.refused.slice(0, MOST_LISTED).map(({ displayName = '' }) => displayName),
    refusedInAll: created.refused.length,
  }
}

const TELL_EVERY_MS = 3_000

/** Reports the progress from time to time, one message after the other. */
function telling(say: () => Promise<void>) {
  let due = performance.now() + TELL_EVERY_MS
  let last: Promise<unknown> = Promise.resolve()
  return {
    tell(): void {
      if (performance.now() < due) return
      due = performance.now() + TELL_EVERY_MS
      // A progress that did not arrive is no reason to stop.
      last = last.then(say).catch(() => undefined)
    },
    end: () => last,
  }
}
