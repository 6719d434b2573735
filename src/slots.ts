/** Lets at most `most` pieces of work run at a time for each key. The others wait; first come, first served. */
export function slots(most: number) {
  const queues = new Map<string, { running: number; waiting: (() => void)[] }>()
  return async function inSlot<T>(key: string, work: () => Promise<T>): Promise<T> {
    const queue = queues.get(key) ?? { running: 0, waiting: [] }
    queues.set(key, queue)
    if (queue.running < most) queue.running += 1
    else await new Promise<void>((resolve) => queue.waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = queue.waiting.shift()
      // The slot is passed on directly and not released first, so that a newcomer cannot overtake waiting work.
      if (next) next()
      else if ((queue.running -= 1) === 0) queues.delete(key)
    }
  }
}
