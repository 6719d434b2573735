import type { Owner } from './stored-book.ts'
import type { LocalChange } from './apply-change.ts'
import { weightOf } from './heap-size.ts'

/** Everybody's changes together. Beyond that the oldest go, and show once Outlook is asked again. */
const MOST_BYTES = 16 * 1024 * 1024
/** Of a change without its contact. */
const BYTES = 200

type Options = {
  /** How long a change may be missing in a copy that is opened. */
  keptMs: number
  now: () => number
  mostBytes?: number
}

type Noted = { key: string; mailbox: string; change: LocalChange; bytes: number }

/** The changes that this program has made itself, for as long as an older copy may be opened without them. */
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

    /** The changes that a copy read at `readAt` may lack, the oldest first. Those that it has are forgotten. */
    since({ key, mailbox }: Owner, readAt: number): LocalChange[] {
      const isTheirs = (one: Noted) => one.key === key && one.mailbox === mailbox
      if (!noted.some(isTheirs)) return []
      drop((one) => isTheirs(one) && one.change.at < readAt)
      return noted.filter(isTheirs).map(({ change }) => change)
    },

    forget: (key: string): void => drop((one) => one.key === key),
  }
}
