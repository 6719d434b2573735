// No container engine runs here. This does what the Dockerfile says in a clean folder: the files that `COPY` would copy, the
// commands of the stage that builds, and the program of the last stage, as its user, who may write nothing there.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, matchesGlob } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { redisRecords } from '../../emulator/demo/records.ts'
import { tour } from '../../emulator/demo/tour.ts'
import { startEmulator } from '../../emulator/emulator.ts'
import { megan } from '../../emulator/people.ts'
import { freePort, startRedis } from '../redis-server.ts'
import { randomBytes } from 'node:crypto'

type Step = { word: string; rest: string }

/** The instructions of each stage. */
function stages(): Step[][] {
  const found: Step[][] = []
  for (const line of readFileSync('Dockerfile', 'utf8').split('\n')) {
    const [, word = '', rest = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? []
    if (word === 'FROM') found.push([])
    if (word !== '') found.at(-1)?.push({ word, rest })
  }
  return found
}

const [building = [], last = []] = stages()
const restOf = (word: string) => last.findLast((step) => step.word === word)?.rest ?? ''

let folder: string
const work = () => join(folder, 'work')
const app = () => join(folder, 'app')

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'image-'))
  chmodSync(folder, 0o755)
  mkdirSync(work())
  for (const step of building) doStep(step)
  cpSync(join(work(), 'dist'), app(), { recursive: true })
  for (const path of [app(), ...globSync(join(app(), '**'))]) chmodSync(path, 0o555)
}, 600_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function doStep({ word, rest }: Step): void {
  if (word === 'COPY') copy(rest.split(' ').slice(0, -1))
  if (word !== 'RUN') return
  const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', npm_config_prefer_offline: 'true' }
  const { status, stdout, stderr } = spawnSync('sh', ['-c', rest], { cwd: work(), env, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${rest}: ${stdout}${stderr}`)
}

const ignored = readFileSync('.dockerignore', 'utf8').split('\n').filter(Boolean)

function copy(paths: string[]): void {
  const isIgnored = (path: string) => ignored.some((pattern) => matchesGlob(path, pattern))
  const names = paths.includes('.') ? globSync(['*', '.*']) : paths
  for (const name of names) if (!isIgnored(name)) cpSync(name, join(work(), name), { recursive: true })
}

describe('the image that the Dockerfile describes', () => {
  it('is built without the tests, the documentation, the history and anything private', () => {
    for (const name of ['test', 'docs', '.git', '.env', 'data'])
      expect([name, existsSync(join(work(), name))]).toEqual([name, false])
    expect(last.map(({ word }) => word)).toEqual([
      'FROM',
      'RUN',
      'WORKDIR',
      'COPY',
      'ENV',
      'USER',
      'EXPOSE',
      'HEALTHCHECK',
      'CMD',
    ])
    expect(restOf('COPY')).toBe('--from=build /work/dist ./')
    expect(restOf('RUN')).toContain('/usr/local/lib/node_modules')
  })

  it('plays a conversation under its user, who can write nothing in it, is healthy, and ends with 0 after SIGTERM', async () => {
    const redis = await startRedis()
    const emulator = await startEmulator()
    const port = await freePort()
    const publicUrl = `http://localhost:${port}`
    const [uid = 0] = restOf('USER').split(':').map(Number)
    const [command = '', ...words] = JSON.parse(restOf('CMD')) as string[]
    const [, health = '[]'] = /CMD (\[.*\])/.exec(restOf('HEALTHCHECK')) ?? []
    const isRoot = process.getuid?.() === 0
    const options = {
      cwd: app(),
      ...(isRoot && { uid, gid: uid }),
      env: {
        ...emulator.settings(publicUrl),
        ...Object.fromEntries([restOf('ENV').split('=')] as [string, string][]),
        PATH: process.env['PATH'] ?? '',
        PORT: String(port),
        PUBLIC_URL: publicUrl,
        REDIS_URL: redis.url,
        ENCRYPTION_KEYS: randomBytes(32).toString('base64'),
        DRAIN_SECONDS: '0',
      },
    }
    const bot = spawn(command === 'node' ? process.execPath : command, words, {
      ...options,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let complaints = ''
    bot.stderr.on('data', (part: Buffer) => (complaints += part.toString()))
    const ended = once(bot, 'exit')
    const files = () => globSync(join(app(), '**')).length
    const before = files()
    const isHealthy = () => spawnSync(process.execPath, (JSON.parse(health) as string[]).slice(1), options).status
    try {
      await expect.poll(isHealthy).toBe(0)
      emulator.channel.botUrl = `http://127.0.0.1:${port}/api/messages`
      const said: string[] = []
      const records = async (prefix: string) => redisRecords(redis.url, prefix)
      await tour({ emulator, publicUrl, person: megan, records, print: (line = '') => void said.push(line) })
      expect(said.join('\n')).toContain('Alice')
      expect(files()).toBe(before)
    } finally {
      bot.kill('SIGTERM')
      await emulator.close()
      await redis.stop()
    }
    expect([(await ended)[0], complaints]).toEqual([0, ''])
    expect(isHealthy()).toBe(1)
  })
})
