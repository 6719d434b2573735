/** Enough to keep the store busy, and few enough to take no memory to speak of. */
const AT_ONCE = 128

/** What `work` makes of each item, in the items' order: of so many at a time, so that any number of items takes the same
 *  memory. */
export async function* together<Item, Result>(
  items: AsyncIterable<Item>,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void> {
  let batch: Item[] = []
  for await (const item of items) {
    batch.push(item)
    if (batch.length < AT_ONCE) continue
    yield* await Promise.all(batch.map(work))
    batch = []
  }
  yield* await Promise.all(batch.map(work))
}
