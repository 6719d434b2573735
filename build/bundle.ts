// Makes the program that runs in production: one folder that needs no TypeScript and no `node_modules`.
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Metafile } from 'esbuild'
import { ascii } from './ascii.ts'
import { licences } from './licences.ts'
import { notLoaded, UNUSED } from './not-loaded.ts'
import { sdkParts } from './sdk-parts.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** What the program reads from beside itself. */
const READ_AT_START = readdirSync(join(ROOT, 'src/http')).filter((name) => /\.(?:html|js)$/.test(name))
const TEAMS_JS = 'node_modules/@microsoft/teams-js'

/** For CommonJS packages: what Node gives them and an ES module lacks. */
const COMMON_JS = `import { createRequire as $createRequire } from 'node:module'
import { dirname as $dirname } from 'node:path'
import { fileURLToPath as $fileURLToPath } from 'node:url'
const require = $createRequire(import.meta.url), __filename = $fileURLToPath(import.meta.url), __dirname = $dirname(__filename)`

/** `main.js` first checks the version of Node, so that an older one can say what is wrong, and then loads the rest. */
const MAIN = `import './bot/node-version.mjs'
await import('./bot/bot.js')
`

/** The operator's commands. They are bundled apart from the bot, so that its start reads none of them. */
const COMMANDS = ['connections', 'doctor', 'keys', 'reseal']

/** Bundles `src/main.ts` and everything it imports into `folder`: `main.js` to start, `bot/` with the code, its source maps and
 *  the licences of what is in it, `cli/` with the operator's commands. Other files in `folder` stay.
 *  @returns the size of the code in bytes. */
export async function bundle(folder: string): Promise<number> {
  const code = join(folder, 'bot')
  const cli = join(folder, 'cli')
  for (const old of [code, cli, join(folder, 'node_modules')]) rmSync(old, { recursive: true, force: true })
  // A thread is started from a file of its own.
  const bot = await bundled(code, { bot: 'src/main.ts', 'scale-photo': 'src/photos/scale-photo.ts' })
  const commands = await bundled(cli, Object.fromEntries(COMMANDS.map((name) => [name, `src/cli/${name}.ts`])))
  for (const name of READ_AT_START) copyFileSync(join(ROOT, 'src/http', name), join(code, name))
  copyFileSync(join(ROOT, 'src/node-version.mjs'), join(code, 'node-version.mjs'))
  copyTeamsJs(folder)
  const inputs = [...new Set([bot, commands].flatMap((each) => Object.keys(each.inputs)))]
  writeFileSync(join(code, 'licences.txt'), licences(ROOT, inputs))
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify({ type: 'module', version })}\n`)
  writeFileSync(join(folder, 'main.js'), MAIN)
  return [bot, commands].flatMap((each) => Object.values(each.outputs)).reduce((sum, { bytes }) => sum + bytes, 0)
}

async function bundled(outdir: string, entryPoints: Record<string, string>): Promise<Metafile> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints,
    outdir,
    bundle: true,
    // What is imported only when it is needed becomes a file of its own.
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    sourcemap: true,
    sourcesContent: false,
    metafile: true,
    legalComments: 'none',
    // A quarter less to read and to keep in memory. Names stay, for the stack traces in the log.
    minifyWhitespace: true,
    minifySyntax: true,
    logLevel: 'warning',
    banner: { js: COMMON_JS },
    plugins: [ascii(join(ROOT, 'src/')), sdkParts(ROOT), notLoaded(UNUSED)],
    // An optional package that only restify’s tracing would use.
    external: ['dtrace-provider'],
  })
  return metafile
}

/** The script that we serve to browsers, where `src/http/assets.ts` looks for it. */
function copyTeamsJs(folder: string): void {
  const { main, name, version } = JSON.parse(readFileSync(join(ROOT, TEAMS_JS, 'package.json'), 'utf8')) as {
    main: string
    name: string
    version: string
  }
  const to = join(folder, TEAMS_JS)
  mkdirSync(to, { recursive: true })
  writeFileSync(join(to, 'package.json'), JSON.stringify({ name, version, main }))
  cpSync(join(ROOT, TEAMS_JS, main), join(to, main))
  cpSync(join(ROOT, TEAMS_JS, 'LICENSE'), join(to, 'LICENSE'))
}
