import { type Flow, flowOf } from './outcome.ts'
import { isOf, isOpen, type Pending, type PendingSignIns, pendingKey } from './pending.ts'

export type ExpiryParts = {
  pendings: PendingSignIns
  /** Called when a sign-in whose card is in the chat has expired: nobody opened the link, or nobody came back. */
  onExpired: (flow: Flow) => void
}

/** Waits until a sign-in's time is over. If the store does not answer then, the card stays as it is. */
export function watch(parts: ExpiryParts, { user, epoch, until }: Pending): void {
  const leftMs = Math.max(0, until - Date.now())
  setTimeout(() => void expire(parts, pendingKey(user), epoch).catch(() => undefined), leftMs).unref()
}

/** Ends a sign-in whose time is over. A step that a person took meanwhile gave it more time. */
async function expire({ pendings, onExpired }: ExpiryParts, key: string, epoch: string): Promise<void> {
  const found = await pendings.get(key)
  if (found?.epoch !== epoch) return
  if (found.until > Date.now()) return watch({ pendings, onExpired }, found)
  const isDue = (found: Pending) => isOf(epoch)(found) && found.until <= Date.now()
  const over = await pendings.change(key, isDue, () => undefined)
  if (!over) return expire({ pendings, onExpired }, key, epoch)
  await pendings.dropPointers(over)
  if (isOpen(over)) onExpired(flowOf(over))
}
