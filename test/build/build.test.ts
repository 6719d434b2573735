import { randomBytes } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundle } from '../../build/bundle.ts'
import { startBot } from '../../emulator/demo/bot-process.ts'
import { fileRecords, redisRecords } from '../../emulator/demo/records.ts'
import { tour } from '../../emulator/demo/tour.ts'
import { startEmulator } from '../../emulator/emulator.ts'
import { megan } from '../../emulator/people.ts'
import { freePort, startRedis } from '../redis-server.ts'

let folder: string
let dist: string

beforeAll(async () => {
  // Not below our own node_modules, so that no package can come from there.
  folder = mkdtempSync(join(tmpdir(), 'build-'))
  dist = join(folder, 'dist')
  mkdirSync(join(dist, 'bot'), { recursive: true })
  writeFileSync(join(dist, 'manifest.json'), '{}')
  writeFileSync(join(dist, 'bot', 'of-an-older-build.js'), '')
  await bundle(dist)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the built bot, in a folder without node_modules', () => {
  it.each(['Redis', 'the embedded store'])('plays the whole tour with %s', async (store) => {
    const redis = store === 'Redis' ? await startRedis() : undefined
    const emulator = await startEmulator({ port: 0 })
    const port = await freePort()
    const publicUrl = `http://localhost:${port}`
    const file = join(folder, 'bot.sqlite')
    const bot = await startBot(
      {
        ...emulator.settings(publicUrl),
        PORT: String(port),
        PUBLIC_URL: publicUrl,
        DATA_FILE: file,
        ...(redis && { REDIS_URL: redis.url, ENCRYPTION_KEYS: randomBytes(32).toString('base64') }),
      },
      publicUrl,
      join(dist, 'main.js'),
    )
    emulator.channel.botUrl = `http://127.0.0.1:${port}/api/messages`
    const records = async (prefix: string) => (redis ? redisRecords(redis.url, prefix) : fileRecords(file, prefix))
    const said: string[] = []
    await tour({ emulator, publicUrl, person: megan, records, print: (line = '') => void said.push(line) })
    expect(said.join('\n')).toContain('Alice')
    for (const path of ['/auth/teams-js.js', '/auth/hand-over.js', '/privacy', '/terms']) {
      const { status, body } = await fetch(`${publicUrl}${path}`)
      expect([path, status]).toEqual([path, 200])
      await body?.cancel()
    }
    expect(await bot.stop()).toBe(0)
    await emulator.close()
    await redis?.stop()
  })

  it('is ASCII, so that Node needs one byte for each of its characters', () => {
    const files = ['bot', 'cli'].flatMap((name) => readdirSync(join(dist, name)).map((file) => join(dist, name, file)))
    const others = files.filter((file) => file.endsWith('.js') && /[^\0-\x7F]/.test(readFileSync(file, 'utf8')))
    expect(others).toEqual([])
  })

  it('tells its version', () => {
    const { stdout, status } = spawnSync(process.execPath, [join(dist, 'main.js'), '--version'], { encoding: 'utf8' })
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
    expect({ stdout, status }).toEqual({ stdout: `${version}\n`, status: 0 })
  })

  it.each(['connections', 'doctor', 'keys', 'reseal'])('brings the command %s', (name) => {
    const { stdout, stderr } = spawnSync(process.execPath, [join(dist, 'cli', `${name}.js`), '--help'], {
      encoding: 'utf8',
      cwd: folder,
      env: { DATA_FILE: join(folder, 'none.sqlite') },
    })
    expect(`${stdout}${stderr}`).toMatch(new RegExp(`npm run (?:-s )?${name}`))
  })

  it('lists the licence of each package that is in it', () => {
    const text = readFileSync(join(dist, 'bot', 'licences.txt'), 'utf8')
    for (const name of ['undici', 'restify', 'botbuilder-core', 'ioredis', 'jose', 'openid-client', 'zod'])
      expect(text).toMatch(new RegExp(`^${name} \\d[\\d.]* \\((MIT|ISC)\\)$`, 'm'))
  })

  it('replaces an older build, and leaves the app package beside it alone', () => {
    expect(existsSync(join(dist, 'bot', 'of-an-older-build.js'))).toBe(false)
    expect(existsSync(join(dist, 'manifest.json'))).toBe(true)
  })
})

describe('npm start', () => {
  /** A project with the real start file, sources of this age, and a build that says so. */
  function project({ sourcesAgeMs = 0, built = true }): string {
    const root = mkdtempSync(join(folder, 'project-'))
    for (const path of ['src', 'dist']) mkdirSync(join(root, path))
    for (const name of ['start.mjs', 'node-version.mjs']) copyFileSync(`src/${name}`, join(root, 'src', name))
    writeFileSync(join(root, 'src', 'main.ts'), "process.stdout.write('the sources')")
    for (const name of readdirSync(join(root, 'src'))) {
      const at = new Date(Date.now() - sourcesAgeMs)
      utimesSync(join(root, 'src', name), at, at)
    }
    if (built) writeFileSync(join(root, 'dist', 'main.js'), "process.stdout.write('the build')")
    return root
  }

  const started = (root: string) => spawnSync(process.execPath, [join(root, 'src', 'start.mjs')], { encoding: 'utf8' })

  it('runs the build', () => {
    expect(started(project({ sourcesAgeMs: 60_000 }))).toMatchObject({ stdout: 'the build', stderr: '', status: 0 })
  })

  it('runs the sources if there is no build', () => {
    expect(started(project({ built: false }))).toMatchObject({ stdout: 'the sources', stderr: '', status: 0 })
  })

  it('says so if the sources are newer than the build', () => {
    const { stdout, stderr } = started(project({ sourcesAgeMs: -60_000 }))
    expect(stdout).toBe('the build')
    expect(stderr).toContain('dist/ is older than src/')
  })
})
