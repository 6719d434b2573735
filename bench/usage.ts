/** What a process has used since it began: microseconds of CPU over all its threads, and bytes of memory now. */
export type Usage = { cpuUs: number; rssBytes: number }

// Loaded into a measured process before its own code (`--import`): tells its parent whenever it is asked.
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.({ cpuUs: user + system, rssBytes: process.memoryUsage.rss() } satisfies Usage)
})
// The measured program ends when it would end by itself.
process.channel?.unref()
