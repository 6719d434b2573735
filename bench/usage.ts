import { Session } from 'node:inspector/promises'

/** What a process has used since it began: microseconds of CPU over all its threads, bytes of memory that it holds now (RSS),
 *  and where it was asked to collect first, bytes of its heap that are in use. */
export type Usage = { cpuUs: number; rssBytes: number; liveBytes: number | undefined }

/** `collect`: collects garbage after the memory was read. */
export type Question = 'usage' | 'collect'

// Loaded into a measured process before its own code (`--import`): tells its parent whenever it is asked.
process.on('message', (question: Question) => void answer(question))
// The measured program ends when it would end by itself.
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
