// `node measure.ts IMPLEMENTATION SIZE`: measures one search engine in a process of its own, and prints the figures as JSON.
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { developmentSet } from './set.ts'

type Search = (query: string, limit: number) => { id: string }[]
type Implementation = {
  createIndex: (contacts: unknown[]) => { search: Search } | Promise<{ search: Search }>
}

/** The first three and `categories` are percentages. `all`, `categories`: one of the first three matches was right. `first`: the
 *  first match was right. `nothing`: there was no match, as it should be. */
export type Measured = {
  all: number
  first: number
  nothing: number
  buildMs: number
  heldUpMs: number
  p50us: number
  p99us: number
  longestMs: number
  heapMb: number
  categories: Record<string, number>
}

/** Larger books are only asked for this many of their people: making the queries takes longer than answering them. */
const MOST_ASKED = 10_000
const LETTERS = 'abcdefghijklmnopqrstuvwxyz'

const NOTHING = new Set(['nonsense', 'absent_name'])

const [, , file = '', size = ''] = process.argv
const { createIndex } = (await import(new URL(file, import.meta.url).href)) as Implementation
process.stdout.write(JSON.stringify(await measure(createIndex, Number(size))))

async function measure(make: Implementation['createIndex'], size: number): Promise<Measured> {
  const { contacts, queries } = developmentSet(size, Math.min(size, MOST_ASKED))
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const memory = () => {
    collect()
    collect()
    const { heapUsed, external } = process.memoryUsage()
    return heapUsed + external
  }

  const before = memory()
  const heldUp = watchLoop()
  const begun = performance.now()
  const { search } = await make(contacts)
  const buildMs = performance.now() - begun
  await sleep(20)
  const heldUpMs = heldUp()
  const heapMb = (memory() - before) / 2 ** 20

  // The warm-up uses other strings than the measured ones. Each of the measured ones is then asked once, in an order that mixes
  // the kinds.
  queries.filter((_, n) => n % 10 === 0).forEach(({ q }) => search(q.slice(0, -1) || 'x', 3))
  const times: number[] = []
  const right = new Map<string, { n: number; three: number; first: number }>()
  const order = queries
    .map((_, n) => n)
    .toSorted((a, b) => ((a * 7919) % queries.length) - ((b * 7919) % queries.length))
  for (const n of order) {
    const query = queries[n]
    if (!query) continue
    const start = performance.now()
    const ids = search(query.q, 3).map(({ id }) => id)
    times.push(performance.now() - start)
    const accepted = new Set(query.accept)
    const good = ids.filter((id) => accepted.has(id)).length
    const isThree =
      query.mode === 'none'
        ? ids.length === 0
        : query.mode === 'any'
          ? good > 0
          : good === ids.length && good >= Math.min(3, accepted.size)
    const isFirst = query.mode === 'none' ? ids.length === 0 : accepted.has(ids[0] ?? '')
    const known = right.get(query.cat) ?? { n: 0, three: 0, first: 0 }
    right.set(query.cat, {
      n: known.n + 1,
      three: known.three + Number(isThree),
      first: known.first + Number(isFirst),
    })
  }
  times.sort((a, b) => a - b)
  // These return all matches, without a limit.
  const broad = Array.from(LETTERS, (letter) => {
    const start = performance.now()
    search(letter, Infinity)
    return performance.now() - start
  })
  const rows = [...right].map(([name, { n, three, first }]) => ({
    name,
    three: (100 * three) / n,
    first: (100 * first) / n,
  }))
  const found = rows.filter(({ name }) => !NOTHING.has(name))
  return {
    all: mean(rows.map(({ three }) => three)),
    first: mean(found.map(({ first }) => first)),
    nothing: mean(rows.filter(({ name }) => NOTHING.has(name)).map(({ three }) => three)),
    buildMs,
    heldUpMs,
    p50us: 1_000 * (times[Math.floor(times.length * 0.5)] ?? 0),
    p99us: 1_000 * (times[Math.floor(times.length * 0.99)] ?? 0),
    longestMs: Math.max(times.at(-1) ?? 0, ...broad),
    heapMb,
    categories: Object.fromEntries(rows.map(({ name, three }) => [name, three])),
  }
}

/** Watches the event loop. @returns a function that gives the longest time for which it was blocked so far, in milliseconds. */
function watchLoop(): () => number {
  let last = performance.now()
  let longest = 0
  const look = () => {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }
  const timer = setInterval(look, 1)
  return () => {
    look()
    clearInterval(timer)
    return longest
  }
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
