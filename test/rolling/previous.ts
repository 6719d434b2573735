import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** An older program of this repository. `program`: its main file. */
export type Previous = { name: string; program: string; remove(): void }

/** Checks the previous release out into a folder of its own: the newest tag before this commit, or if there is none the last
 *  commit with another version. A copy without its history has neither: then the previous commit, or the program as it is here. */
export function previousRelease(): Previous {
  const commit = lastTag() ?? beforeThisVersion() ?? git('rev-parse', '--verify', 'HEAD~1')
  if (commit === undefined) {
    console.log('There is no history here: the older program is this one.')
    return { name: 'this program', program: resolve('src/main.ts'), remove: () => undefined }
  }
  const folder = mkdtempSync(join(tmpdir(), 'previous-'))
  const archive = execFileSync('git', ['archive', commit, 'src', 'package.json'], { maxBuffer: 1 << 28 })
  execFileSync('tar', ['-x', '-C', folder], { input: archive })
  // It uses the packages that are installed here. The lock file may have changed since, as in an upgrade.
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
  console.log(`The older program: ${version}, commit ${commit.slice(0, 9)}`)
  return {
    name: version,
    program: join(folder, 'src/main.ts'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function lastTag(): string | undefined {
  const tag = git('describe', '--tags', '--abbrev=0', 'HEAD~1')
  return tag && git('rev-parse', '--verify', `${tag}^{commit}`)
}

function beforeThisVersion(): string | undefined {
  const changed = git('log', '-1', '--format=%H', '-G"version":', '--', 'package.json')
  return changed && git('rev-parse', '--verify', `${changed}~1`)
}

/** What git prints; undefined if it fails, as in a shallow clone or without a repository. */
function git(...words: string[]): string | undefined {
  try {
    const out = execFileSync('git', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
    return out === '' ? undefined : out
  } catch {
    return undefined
  }
}
