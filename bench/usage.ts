import { Session } from 'node:inspector/promises'

/** `cpuUs`: the CPU time of all threads since the process began, in microseconds. `rssBytes`: the memory that it holds now.
 *  `liveBytes`: the part of its heap in use after a garbage collection, if that was asked for. */
export type Usage = { cpuUs: number; rssBytes: number; liveBytes: number | undefined }

/** `collect`: collect garbage as well, after the memory was read. */
export type Question = 'usage' | 'collect'

// Loaded into a measured process before its own code (`--import`): answers the parent process.
process.on('message', (question: Question) => void answer(question))
// This connection must not keep the measured program running.
process.channel?.unref()

async function answer(question: Question): Promise<void> {
  const { user, system } = process.cpuUsage()
  const rssBytes = process.memoryUsage.rss()
  const liveBytes = question === 'collect' ? await liveAfterCollection() : undefined
  process.send?.({ cpuUs: user + system, rssBytes, liveBytes } satisfies Usage)
}

async function liveAfterCollection(): Promise<number> {
  const session = new Session()
  session.connect()
  await session.post('HeapProfiler.collectGarbage')
  session.disconnect()
  return process.memoryUsage().heapUsed
}
