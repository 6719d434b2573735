import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { closeToOthers, createForOwner } from './owner-only.ts'

const KEY_BYTES = 32

/** The key that `.env.example` shows, and that is therefore nobody's secret. */
export const EXAMPLE_KEY = Buffer.from('this is the example, replace me!').toString('base64')

/** Master keys from base64 of 32 bytes each, comma-separated (spaces around them do not matter).
 *  `problems` name a key by its position, never its value; where there are any, `keys` is not to be used. */
export function parseKeys(text: string): { keys: Buffer[]; problems: string[] } {
  const parts = text.split(',').map((part) => part.trim())
  const problems = parts.flatMap((part, index) => {
    const problem = problemOf(part, parts.indexOf(part), index)
    return problem ? [`key ${index + 1} ${problem}`] : []
  })
  return { keys: parts.map((part) => Buffer.from(part, 'base64')), problems }
}

function problemOf(part: string, first: number, index: number): string | undefined {
  const key = Buffer.from(part, 'base64')
  // Node skips what is not base64; only the canonical spelling comes back the same.
  if (key.length !== KEY_BYTES || key.toString('base64') !== part) return `is not base64 of ${KEY_BYTES} bytes`
  if (first !== index) return `is the same as key ${first + 1}`
  if (part === EXAMPLE_KEY) return 'is the example from the documentation'
  if (isPattern(key)) return 'is not random'
  return undefined
}

/** One byte repeated, or counted up or down. */
function isPattern(key: Buffer): boolean {
  const step = (key[1] ?? 0) - (key[0] ?? 0)
  return key.every((byte, at) => at === 0 || ((byte - (key[at - 1] ?? 0) - step) & 0xff) === 0)
}

/** A new master key, as ENCRYPTION_KEYS takes it. */
export function newKey(): string {
  return randomBytes(KEY_BYTES).toString('base64')
}

/** The keys in `file`; made with one random key where there is none (0600, its folder 0700). Processes that start
 *  together agree on one.
 *  @throws {Error} with every problem, where the file holds something else: it is never made anew. */
export function loadOrMakeKeys(file: string): Buffer[] {
  createForOwner(file, (temporary) => {
    // On the disk before anything is sealed under it.
    writeFileSync(temporary, `${newKey()}\n`, { flush: true })
  })
  closeToOthers(file)
  const { keys, problems } = parseKeys(readFileSync(file, 'utf8'))
  if (problems.length > 0) throw new Error(`${file}: ${problems.join('; ')}`)
  return keys
}
