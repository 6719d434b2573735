import type { Owner } from './stored-book.ts'
import type { LocalChange } from './apply-change.ts'
import { weightOf } from './heap-size.ts'

/** The limit for everybody's changes together. Beyond it the oldest changes are dropped; they appear when Outlook is asked
 *  again. */
const MOST_BYTES = 16 * 1024 * 1024
/** The size of a change without its contact. */
const BYTES = 200

type Options = {
  /** How long after a change a copy without it may be opened. */
  keptMs: number
  now: () => number
  mostBytes?: number
}

type Noted = { key: string; mailbox: string; change: LocalChange; bytes: number }

/** The changes that this program has made itself, kept for as long as a copy without them may be opened. */
export function ownChanges({ keptMs, now, mostBytes = MOST_BYTES }: Options) {
  /** The oldest first. */
  let noted: Noted[] = []
  let bytes = 0
  let timer: NodeJS.Timeout | undefined

  function dropOld(): void {
    const from = now() - keptMs
    for (let first = noted[0]; first && (first.change.at <= from || bytes > mostBytes); first = noted[0]) {
      noted.shift()
      bytes -= first.bytes
    }
    if (noted.length > 0) timer ??= setTimeout(onTime, keptMs).unref()
  }

  function onTime(): void {
    timer = undefined
    dropOld()
  }

  function drop(isGone: (one: Noted) => boolean): void {
    noted = noted.filter((one) => !isGone(one))
    bytes = noted.reduce((sum, one) => sum + one.bytes, 0)
  }

  return {
    note({ key, mailbox }: Owner, change: LocalChange): void {
      const size = BYTES + (change.contact ? weightOf([change.contact]) : 0)
      noted.push({ key, mailbox, change, bytes: size })
      bytes += size
      dropOld()
    },

    /** The changes that a copy read at `readAt` may lack, the oldest first. The changes that it contains are dropped. */
    since({ key, mailbox }: Owner, readAt: number): LocalChange[] {
      const isTheirs = (one: Noted) => one.key === key && one.mailbox === mailbox
      if (!noted.some(isTheirs)) return []
      drop((one) => isTheirs(one) && one.change.at < readAt)
      return noted.filter(isTheirs).map(({ change }) => change)
    },

    forget: (key: string): void => drop((one) => one.key === key),
  }
}
