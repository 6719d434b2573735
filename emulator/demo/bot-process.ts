import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

export type BotProcess = {
  pid: number
  /** Stops it by SIGTERM. @returns its exit status */
  stop(): Promise<number | null>
  /** Resolves with its exit status when it ends. */
  ended: Promise<number | null>
}

/** This only ends a process that hangs. */
const START_MS = 60_000

/** Starts the bot as a user would, with these settings, and waits until it is ready.
 *  @param program the file to run: the sources, or a build
 *  @throws if it ends or takes longer than a minute */
export async function startBot(
  settings: Record<string, string>,
  publicUrl: string,
  program = 'src/main.ts',
): Promise<BotProcess> {
  const child = spawn(process.execPath, [program], {
    // No other variable of the developer's environment.
    env: {
      PATH: process.env['PATH'] ?? '',
      NODE_ENV: 'production',
      LOG_LEVEL: 'warn',
      DRAIN_SECONDS: '0',
      ...settings,
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const ended = once(child, 'exit').then(([code]: (number | null)[]) => code ?? null)
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  await ready(publicUrl, child).catch((error: unknown) => {
    kill()
    throw error
  })
  return {
    pid: child.pid ?? 0,
    ended,
    async stop() {
      child.kill('SIGTERM')
      const code = await ended
      process.off('exit', kill)
      return code
    },
  }
}

async function ready(publicUrl: string, child: ChildProcess): Promise<void> {
  const until = performance.now() + START_MS
  while (performance.now() < until) {
    if (child.exitCode !== null) throw new Error(`The bot ended with exit status ${child.exitCode} before it was ready`)
    const answer = await fetch(`${publicUrl}/readyz`).catch(() => undefined)
    if (answer?.ok) return
    await sleep(100)
  }
  throw new Error(`The bot was not ready within ${START_MS / 1000} s`)
}
