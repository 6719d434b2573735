import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { restrictToOwner, createForOwner } from './owner-only.ts'

const KEY_BYTES = 32

/** The key that `.env.example` shows. It is public, so it is refused. */
export const EXAMPLE_KEY = Buffer.from('this is the example, replace me!').toString('base64')

/** Parses master keys: base64 of 32 bytes each, separated by commas and perhaps spaces. `problems` name a key by its position,
 *  never by its value. If there are any, `keys` must not be used. */
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
  // Node skips characters that are not base64. Only canonical base64 is unchanged when it is decoded and encoded again.
  if (key.length !== KEY_BYTES || key.toString('base64') !== part) return `is not base64 of ${KEY_BYTES} bytes`
  if (first !== index) return `is the same as key ${first + 1}`
  if (part === EXAMPLE_KEY) return 'is the example from the documentation'
  if (isPattern(key)) return 'is not random'
  return undefined
}

/** Whether the key is one byte repeated, or bytes that count up or down. */
function isPattern(key: Buffer): boolean {
  const step = (key[1] ?? 0) - (key[0] ?? 0)
  return key.every((byte, at) => at === 0 || ((byte - (key[at - 1] ?? 0) - step) & 0xff) === 0)
}

/** A new master key, in the form of ENCRYPTION_KEYS. */
export function newKey(): string {
  return randomBytes(KEY_BYTES).toString('base64')
}

/** The keys in `file`. If there is no file, it is created with one random key (mode 0600, its folder 0700). Processes that start
 *  together agree on one key.
 *  @throws {Error} with every problem of the file's content. The file is left as it is. */
export function loadOrMakeKeys(file: string): Buffer[] {
  createForOwner(file, (temporary) => {
    // The key must be on the disk before anything is sealed under it.
    writeFileSync(temporary, `${newKey()}\n`, { flush: true })
  })
  restrictToOwner(file)
  return loadKeys(file)
}

/** The keys in `file`. Creates no file. @throws {Error} if the file is missing, and with every problem of its content */
export function loadKeys(file: string): Buffer[] {
  if (!existsSync(file))
    throw new Error(`The key of the store is missing: there is no file ${file}, and ENCRYPTION_KEYS is not set`)
  const { keys, problems } = parseKeys(readFileSync(file, 'utf8'))
  if (problems.length > 0) throw new Error(`${file}: ${problems.join('; ')}`)
  return keys
}
