// How an instance starts and stops: the key check, readiness, and the work that must be done before it ends.
import { inTime } from './in-time.ts'
import { CanaryError } from './store/sealed-store.ts'
import { StoreError } from './store/store.ts'

const STORE_CHECK_MS = 1_000

/** Checks the store once a second until it has answered once, as Redis may be away when the bot starts.
 *  @param check see `openStore`. @param onError is called once for each refusal. The drivers themselves report why there is no
 *  connection. */
export function storeCheck(check: () => Promise<void>, onError: (error: Error) => void) {
  const { promise: wrongKey, resolve: onWrongKey } = Promise.withResolvers<CanaryError>()
  const { promise: answers, resolve: onAnswer } = Promise.withResolvers<void>()
  const told = new Set<string>()
  let timer: NodeJS.Timeout | undefined

  function checkOnce(): void {
    check().then(
      () => {
        clearInterval(timer)
        onAnswer()
      },
      (error: unknown) => {
        if (error instanceof CanaryError) onWrongKey(error)
        if (!(error instanceof StoreError) || error.code !== 'refused' || told.has(error.message)) return
        told.add(error.message)
        onError(error)
      },
    )
  }

  return {
    /** Resolves once the store has answered, is sealed under our key, and could be written. */
    answers,
    /** Resolves if the store turns out to be sealed under another key: then the bot must not continue. */
    wrongKey,
    begin(): void {
      timer = setInterval(checkOnce, STORE_CHECK_MS)
      checkOnce()
    },
    end: () => clearInterval(timer),
  }
}

/** How often a write to the store is tried: from time to time while it succeeds, and more often after a failure. */
const WRITE_EVERY_MS = 10_000
const WRITE_AGAIN_MS = 1_000

type Asking = {
  /** Any read from the store. */
  read: () => Promise<unknown>
  write: () => Promise<unknown>
  /** Called with the error when writes begin to fail, and with undefined when they work again. */
  onChange: (error: unknown) => void
  now?: () => number
}

/** Whether this instance may be sent work: the store answers and can be written, and the instance is not about to stop. */
export function readiness({ read, write, onChange, now = () => performance.now() }: Asking) {
  let isStopping = false
  let failure: unknown
  let triedAt = -Infinity
  let trying: Promise<void> | undefined

  function tryWriting(): Promise<void> {
    const everyMs = failure === undefined ? WRITE_EVERY_MS : WRITE_AGAIN_MS
    if (!trying && now() - triedAt < everyMs) return failure === undefined ? Promise.resolve() : Promise.reject(failure)
    triedAt = now()
    trying ??= write()
      .then(
        () => note(undefined),
        (error: unknown) => {
          note(error ?? new Error('unknown'))
          throw error
        },
      )
      .finally(() => {
        trying = undefined
      })
    return trying
  }

  function note(error: unknown): void {
    const isNew = (error === undefined) !== (failure === undefined)
    failure = error
    if (isNew) onChange(error)
  }

  return {
    async isReady(): Promise<boolean> {
      if (isStopping) return false
      return Promise.all([read(), tryWriting()]).then(
        () => !isStopping,
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

  async function done(): Promise<void> {
    while (underWay.size > 0) await Promise.all(underWay)
  }

  return {
    track(work: Promise<unknown>): void {
      const settled = work.catch(() => undefined).finally(() => underWay.delete(settled))
      underWay.add(settled)
    },

    /** Resolves when all work is done, also work that began meanwhile. */
    done,

    /** Resolves when all work is done, at the latest after `limitMs`. */
    async settled(limitMs: number): Promise<void> {
      await inTime(done(), limitMs)
    },
  }
}
