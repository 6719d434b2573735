// The calculation of docs/capacity.md. It takes the measured figures; all assumptions are in this file.
import { isObject } from '../src/json.ts'

/** The figures of one run of the bench. CPU times are in milliseconds of one core. Bytes are for one connected person with 320
 *  contacts. */
export type Measured = {
  helpCpuMs: number
  warmFindCpuMs: number
  changesCpuMs: number
  allCpuMs: number
  connectionBytes: number
  bookBytes: number
  commandsPerFind: number
}

/** Assumptions, each to be replaced by what an organisation sees in its own metrics. */
const ASSUMED = {
  /** The share of the connected people who use the bot on a working day. */
  activeShare: 0.2,
  questionsADay: 6,
  /** The share of a day's questions in its busiest hour. */
  busiestHour: 0.2,
  /** How many times more questions come in the busiest second than in an average second of that hour. */
  burst: 3,
  /** The share of questions that come so long after the last one that Outlook is asked for changes. */
  checked: 0.7,
  /** The share of questions from people whose copy has expired, so that everything is read. */
  readAnew: 0.01,
  /** The contact folders of a mailbox, including the default one. Asking for changes takes two requests for each folder. */
  folders: 3,
  /** Requests to Graph that read 320 contacts in those folders. */
  requestsToReadAll: 8,
  /** A token lives for an hour or more, so a person's first question of the day needs a new token, and so does one more
   *  question. */
  refreshesADay: 2,
  /** The share of a core that is used in the busiest second. */
  load: 0.5,
  /** The memory that Redis needs for each byte of the values: with fragmentation, and with the copy that it makes while it
   *  saves. */
  redisOverhead: 1.6,
  /** What one Redis process handles: half of its maximum without pipelines. */
  commandsPerShard: 50_000,
  gigabytesPerShard: 25,
} as const

// https://learn.microsoft.com/graph/throttling-limits#global-limits (130,000 requests in 10 s for one app over all tenants)
const GRAPH_PER_SECOND = 13_000

export type Line = { what: string; value: string }

/** @returns undefined if `json` is not what the bench writes, or was written without Redis */
export function measuredIn(json: unknown): Measured | undefined {
  if (!isObject(json) || !Array.isArray(json['finds']) || !isObject(json['redis'])) return undefined
  const finds = (json['finds'] as unknown[]).find((each) => isObject(each) && each['name'] === 'this bot, Redis')
  if (!isObject(finds)) return undefined
  const cpuMs = (kind: string) => (isObject(finds[kind]) ? finds[kind]['cpuMs'] : undefined)
  const { connectionBytes, bookBytes, commandsPerFind } = json['redis']
  const found = {
    helpCpuMs: finds['helpMs'],
    warmFindCpuMs: cpuMs('warm'),
    changesCpuMs: cpuMs('changes'),
    allCpuMs: cpuMs('all'),
    connectionBytes,
    bookBytes,
    commandsPerFind,
  }
  return Object.values(found).every((value) => typeof value === 'number') ? (found as Measured) : undefined
}

/** What this many connected people need, line by line. */
export function needs(measured: Measured, people: number): Line[] {
  const { activeShare, questionsADay, busiestHour, burst, checked, readAnew, folders, load } = ASSUMED
  const active = people * activeShare
  const perSecond = ((active * questionsADay * busiestHour) / 3_600) * burst
  const graphPerQuestion = checked * 2 * folders + readAnew * ASSUMED.requestsToReadAll
  const cpuMs =
    (1 - checked - readAnew) * measured.warmFindCpuMs + checked * measured.changesCpuMs + readAnew * measured.allCpuMs
  const cores = (perSecond * cpuMs) / 1_000 / load
  const gigabytes = (people * (measured.connectionBytes + measured.bookBytes) * ASSUMED.redisOverhead) / 2 ** 30
  const commands = perSecond * measured.commandsPerFind
  const graph = perSecond * graphPerQuestion
  const refreshes = ((active * ASSUMED.refreshesADay * busiestHour) / 3_600) * burst
  const shards = Math.ceil(Math.max(gigabytes / ASSUMED.gigabytesPerShard, commands / ASSUMED.commandsPerShard))
  return [
    { what: 'questions in the busiest second', value: round(perSecond) },
    { what: 'instances (one core each, one to spare)', value: round(Math.max(1, Math.ceil(cores)) + 1) },
    { what: 'Redis, GB', value: round(gigabytes) },
    { what: 'Redis, commands a second', value: round(commands) },
    { what: 'Redis, masters', value: round(Math.max(1, shards)) },
    { what: 'requests to Graph a second', value: round(graph) },
    { what: '… of what Graph allows one app, %', value: round((100 * graph) / GRAPH_PER_SECOND) },
    { what: 'tokens refreshed a second', value: round(refreshes) },
  ]
}

/** Two digits are as good as the assumptions. */
function round(value: number): string {
  return Number(value.toPrecision(2)).toLocaleString('en', { maximumFractionDigits: 2 })
}
