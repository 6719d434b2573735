import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome']

/** Nothing of the browser's own goes anywhere, and no name but loopback's is found. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1',
]

let found: string | undefined

/** A browser of one's own, without a window. Whoever launches it closes it.
 *  @throws {Error} that says how to get a Chromium, where there is none. */
export async function launch(): Promise<Browser> {
  found ??= findChromium()
  return chromium.launch({ executablePath: found, args: ARGS })
}

/** Which Chromium there is. Installs Debian's where there is none. */
function findChromium(): string {
  const path = installed() ?? fromDebian()
  if (path === undefined) {
    throw new Error(
      'The browser tests need a Chromium (or Chrome) on the PATH, or its path in CHROMIUM, and could not get one. ' +
        'Debian: sudo apt-get install chromium. macOS: brew install --cask chromium. Then run them again.',
    )
  }
  console.log(`Chromium: ${path}`)
  return path
}

/** @throws {Error} where CHROMIUM names something that cannot be run: another one would only hide the mistake. */
function installed(): string | undefined {
  const given = process.env['CHROMIUM']
  if (given !== undefined && given !== '') {
    if (isProgram(given)) return given
    throw new Error('CHROMIUM is set, but not to a program that can be run. Correct it, or leave it out.')
  }
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean)
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram)
}

function fromDebian(): string | undefined {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return undefined
  console.log('Chromium: none installed; trying apt-get install chromium')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  // Test files run side by side: the second one waits for the first one's lock and finds the work done.
  const apt = (...args: string[]) =>
    spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...args], { env, stdio: 'ignore' }).status === 0
  const install = () => apt('install', '-y', '--no-install-recommends', 'chromium')
  if (!install()) {
    apt('update')
    install()
  }
  return installed()
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
