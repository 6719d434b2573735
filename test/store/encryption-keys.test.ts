import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EXAMPLE_KEY, loadOrMakeKeys, newKey, parseKeys } from '../../src/store/encryption-keys.ts'

const good = () => randomBytes(32).toString('base64')

describe('S47 keys sane: ENCRYPTION_KEYS', () => {
  it('keeps the order of the keys', () => {
    const texts = [good(), good(), good()]
    const { keys, problems } = parseKeys(` ${texts.join(' , ')}\n`)
    expect(problems).toEqual([])
    expect(keys.map((key) => key.toString('base64'))).toEqual(texts)
  })

  const notKeys = 'is not base64 of 32 bytes'
  it.each([
    ['nothing', '', notKeys],
    ['31 bytes', randomBytes(31).toString('base64'), notKeys],
    ['33 bytes', randomBytes(33).toString('base64'), notKeys],
    ['hex', randomBytes(32).toString('hex'), notKeys],
    ['no padding', good().replace('=', ''), notKeys],
    ['the URL alphabet', `-_${Buffer.alloc(32, 7).toString('base64').slice(2)}`, notKeys],
    ['a foreign character', `!${good()}`, notKeys],
    ['a line break within', good().replace(/^(.{20})/, '$1\n'), notKeys],
    ['bits left over', `${good().slice(0, 42)}B=`, notKeys],
    ['words', 'correct horse battery staple', notKeys],
    ['zeros', Buffer.alloc(32).toString('base64'), 'is not random'],
    ['one byte repeated', Buffer.alloc(32, 0xff).toString('base64'), 'is not random'],
    ['counting up', Buffer.from(Array.from({ length: 32 }, (_, at) => 250 + at)).toString('base64'), 'is not random'],
    [
      'counting down',
      Buffer.from(Array.from({ length: 32 }, (_, at) => 3 - 2 * at)).toString('base64'),
      'is not random',
    ],
    ['the example', EXAMPLE_KEY, 'is the example from the documentation'],
  ])('with %s is a problem that names the position of the key', (_, text, problem) => {
    expect(parseKeys(text).problems).toEqual([`key 1 ${problem}`])
    expect(parseKeys(`${good()},${text},${good()}`).problems).toEqual([`key 2 ${problem}`])
  })

  it('with the same key twice is a problem', () => {
    const twice = good()
    expect(parseKeys(`${twice},${good()}, ${twice}`).problems).toEqual(['key 3 is the same as key 1'])
  })

  it('that newKey makes is never refused', () => {
    for (let n = 0; n < 2_000; n++) expect(parseKeys(newKey()).problems).toEqual([])
  })

  it('copied from our documentation is refused', () => {
    const documents = ['README.md', '.env.example', ...globSync('{docs,test}/*.md')].map((file) =>
      readFileSync(file, 'utf8'),
    )
    const shown = documents.join('\n').match(/(?<![\w+/])[\w+/]{43}=/g) ?? []
    expect(shown).toContain(EXAMPLE_KEY)
    for (const key of shown) expect(parseKeys(key).problems).not.toEqual([])
  })

  it('names every problem at once, and no value', () => {
    const [short, twice] = [randomBytes(16).toString('base64'), good()]
    const { problems } = parseKeys([short, twice, twice, '', EXAMPLE_KEY].join(','))
    expect(problems.map((problem) => problem.slice(0, 5))).toEqual(['key 1', 'key 3', 'key 4', 'key 5'])
    for (const value of [short, twice, EXAMPLE_KEY]) expect(problems.join()).not.toContain(value.slice(0, 6))
  })
})

describe('the key file', () => {
  let folder: string
  let file: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'keys-'))
    file = join(folder, 'data', 'bot.sqlite.key')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const mode = (path: string) => (statSync(path).mode & 0o777).toString(8)

  /** The first key that another process reads from the file, in base64. */
  async function loadElsewhere(umask: string): Promise<string> {
    const module = new URL('../../src/store/encryption-keys.ts', import.meta.url).href
    const code = `
      process.umask(${umask})
      const { loadOrMakeKeys } = await import(${JSON.stringify(module)})
      console.log(loadOrMakeKeys(${JSON.stringify(file)})[0].toString('base64'))`
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code])
    return stdout.trim()
  }

  it('is made once, and read at later starts', () => {
    const [key] = loadOrMakeKeys(file)
    expect(key).toHaveLength(32)
    expect(loadOrMakeKeys(file)).toEqual([key])
    expect(parseKeys(readFileSync(file, 'utf8'))).toEqual({ keys: [key], problems: [] })
  })

  it('is different in every folder', () => {
    expect(loadOrMakeKeys(file)).not.toEqual(loadOrMakeKeys(`${file}2`))
  })

  it.each(['0', '0o022', '0o777'])(
    'S49 files: only the owner can use the key file and its folder, under umask %s',
    async (umask) => {
      await loadElsewhere(umask)
      expect(mode(file)).toBe('600')
      expect(mode(join(folder, 'data'))).toBe('700')
    },
  )

  it('S49 files: a key file that others can read is closed to them; the mode of an existing folder stays', () => {
    chmodSync(folder, 0o755)
    file = join(folder, 'bot.key')
    writeFileSync(file, good(), { mode: 0o644 })
    loadOrMakeKeys(file)
    expect(mode(file)).toBe('600')
    expect(mode(folder)).toBe('755')
  })

  it('is the same for all processes that start at once', async () => {
    const keys = await Promise.all(Array.from({ length: 6 }, () => loadElsewhere('0o022')))
    expect(new Set(keys).size).toBe(1)
    expect(keys[0]).toHaveLength(44)
    expect(readdirSync(join(folder, 'data'))).toEqual(['bot.sqlite.key'])
  })

  it.each(['', 'garbage', EXAMPLE_KEY])(
    'with the content "%s" is refused with its path, and left as it is',
    (content) => {
      file = join(folder, 'bot.key')
      writeFileSync(file, content)
      expect(() => loadOrMakeKeys(file)).toThrow(`${file}: key 1 is`)
      expect(readFileSync(file, 'utf8')).toBe(content)
    },
  )
})
