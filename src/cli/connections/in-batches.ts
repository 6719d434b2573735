/** Enough items to keep the store busy, and few enough to need hardly any memory. */
const AT_ONCE = 128

/** The result of `work` for each item, in order. Only a fixed number of items is processed at a time, so that any number of
 *  items needs the same memory. */
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
