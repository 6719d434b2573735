import { execFileSync, spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { built } from './built.ts'
import type { Question, Usage } from './usage.ts'

/** A bot that runs in its own process. */
export type Measured = {
  /** From the spawn to the first answer of `/readyz`; to the first 200 if the bot has that route. */
  startMs: number
  usage(question?: Question): Promise<Usage>
  /** Stops it by SIGTERM. @throws if its exit status is not 0. */
  stop(): Promise<void>
  /** Kills it. */
  kill(): Promise<void>
}

const HOOK = fileURLToPath(new URL('usage.ts', import.meta.url))
let hook: string | undefined
const POLL_MS = 5
const START_MS = 60_000

/** Gives this process, with the load and the emulator, one core and each measured bot another core, so that they do not compete.
 *  @returns whether that could be done */
export function pin(): boolean {
  if (availableParallelism() < 2) return false
  try {
    execFileSync('taskset', ['-apc', '0', String(process.pid)], { stdio: 'ignore' })
    isPinned = true
  } catch {
    // There is no taskset outside Linux.
  }
  return isPinned
}

let isPinned = false

/** Starts the file `entry` as in production, with these settings alone. Its log is written and then discarded.
 *  @throws if it is not ready within 60 s. */
export async function startMeasured(
  entry: string,
  settings: Record<string, string>,
  flags: string[] = [],
): Promise<Measured> {
  hook ??= built(HOOK)
  const begun = performance.now()
  const program = [process.execPath, ...flags, '--import', hook, entry]
  const [command = '', ...words] = isPinned ? ['taskset', '-c', '1', ...program] : program
  const child = spawn(command, words, {
    env: { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production', DRAIN_SECONDS: '0', ...settings },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const ended = once(child, 'exit') as Promise<[number | null]>
  const onExit = () => child.kill('SIGKILL')
  process.once('exit', onExit)
  while (!(await isReady(settings['PORT']))) {
    if (child.exitCode !== null || performance.now() - begun > START_MS) throw new Error(`${entry} does not get ready`)
    await sleep(POLL_MS)
  }
  return {
    startMs: performance.now() - begun,
    async usage(question = 'usage') {
      const answer = once(child, 'message') as Promise<[Usage]>
      child.send(question)
      return (await answer)[0]
    },
    async stop() {
      child.kill('SIGTERM')
      const [status] = await ended
      process.off('exit', onExit)
      if (status !== 0) throw new Error(`${entry} ended with exit status ${status}`)
    },
    async kill() {
      child.kill('SIGKILL')
      await ended
      process.off('exit', onExit)
    },
  }
}

async function isReady(port: string | undefined): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/readyz`).then(
    ({ status }) => status === 200 || status === 404,
    () => false,
  )
}
