import { spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** Installs one of Debian's packages, if this is root on Debian.
 *  @returns why it did not, for a person who has to install it by hand; undefined once it is installed. */
export function installFromDebian(name: string): string | undefined {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version'))
    return 'Only root on Debian or Ubuntu can install it from here.'
  console.log(`${name}: not installed; running apt-get install ${name}, which may take some minutes`)
  const install = () => apt('.', 'install', '-y', '--no-install-recommends', name)
  if (install() === undefined) return undefined
  // A new machine has no list of packages yet, and an old list names packages that are gone. Even if one of several sources
  // cannot be reached, the lists of the others are updated.
  apt('.', 'update')
  return install()
}

/** Unpacks one of Debian's packages into `folder` without installing it: no service of it is started, and no other package comes
 *  along. Needs no root. @returns why it did not, undefined once it is there. */
export function unpackFromDebian(name: string, folder: string): string | undefined {
  if (!existsSync('/etc/debian_version')) return 'It can only be fetched on Debian or Ubuntu.'
  console.log(`${name}: not installed; running apt-get download ${name}, which may take some minutes`)
  mkdirSync(folder, { recursive: true })
  // A new machine has no list of packages yet.
  const download = () => apt(folder, 'download', name)
  const problem = download() && (apt(folder, 'update') ?? download())
  if (problem !== undefined) return problem
  for (const file of globSync(join(folder, '*.deb'))) {
    const { status, stderr } = spawnSync('dpkg-deb', ['-x', file, folder], { encoding: 'utf8' })
    rmSync(file)
    if (status !== 0) return `dpkg-deb failed: ${stderr.trim()}`
  }
  return undefined
}

/** @returns the end of what apt-get printed if it failed */
function apt(cwd: string, ...args: string[]): string | undefined {
  const command = ['-o', 'DPkg::Lock::Timeout=300', ...args]
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const { status, error, stdout, stderr } = spawnSync('apt-get', command, { cwd, env, encoding: 'utf8' })
  if (status === 0) return undefined
  return `apt-get ${args.join(' ')} failed: ${error?.message ?? `${stdout}${stderr}`.trim().slice(-1_000)}`
}
