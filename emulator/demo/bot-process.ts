import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

export type BotProcess = {
  pid: number
  /** Ends it in order. @returns its exit status. */
  stop(): Promise<number | null>
  /** Its exit status, when it ends by itself. */
  ended: Promise<number | null>
}

const START_MS = 20_000

/** Starts the bot as anybody would, with these settings, and waits until it is ready.
 *  @throws where it ends instead, or takes too long */
export async function startBot(settings: Record<string, string>, publicUrl: string): Promise<BotProcess> {
  const child = spawn(process.execPath, ['src/main.ts'], {
    // Nothing of a developer's own .env or environment gets in.
    env: { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production', LOG_LEVEL: 'warn', ...settings },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const ended = once(child, 'exit').then(([code]: (number | null)[]) => code ?? null)
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  await ready(publicUrl, child)
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
    if (child.exitCode !== null) throw new Error(`The bot ended with exit status ${child.exitCode}`)
    const answer = await fetch(`${publicUrl}/readyz`).catch(() => undefined)
    if (answer?.ok) return
    await sleep(100)
  }
  throw new Error(`The bot was not ready within ${START_MS / 1000} s`)
}
