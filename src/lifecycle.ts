// How an instance starts and stops: the key check, readiness, and the work that must be done before it ends.
import { CanaryError } from './store/sealed.ts'

const STORE_CHECK_MS = 1_000

/** Checks the store once a second until it has answered once, as Redis may be away when the bot starts.
 *  @param check see `openStore` */
export function storeCheck(check: () => Promise<void>) {
  const { promise: wrongKey, resolve: onWrongKey } = Promise.withResolvers<CanaryError>()
  let timer: NodeJS.Timeout | undefined

  function checkOnce(): void {
    check().then(
      () => clearInterval(timer),
      (error: unknown) => {
        if (error instanceof CanaryError) onWrongKey(error)
      },
    )
  }

  return {
    /** Resolves where the store proves to be sealed under another key: the bot must not go on. */
    wrongKey,
    begin(): void {
      timer = setInterval(checkOnce, STORE_CHECK_MS)
      checkOnce()
    },
    end: () => clearInterval(timer),
  }
}

/** Whether this instance may be sent work: the store answers, and it is not about to stop.
 *  @param ask any question to the store */
export function readiness(ask: () => Promise<unknown>) {
  let isStopping = false
  return {
    async isReady(): Promise<boolean> {
      if (isStopping) return false
      return ask().then(
        () => true,
        () => false,
      )
    },
    stop(): void {
      isStopping = true
    },
  }
}

/** Work that outlives the request that began it. */
export function backgroundWork() {
  const underWay = new Set<Promise<unknown>>()
  return {
    track(work: Promise<unknown>): void {
      const settled = work.catch(() => undefined).finally(() => underWay.delete(settled))
      underWay.add(settled)
    },

    /** Resolves when all work is done, at the latest after `limitMs`. */
    async settled(limitMs: number): Promise<void> {
      let timer: NodeJS.Timeout | undefined
      const limit = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, limitMs)
      })
      await Promise.race([Promise.all(underWay), limit]).finally(() => clearTimeout(timer))
    },
  }
}
