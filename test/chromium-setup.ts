import { accessSync, constants, readFileSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { installFromDebian } from './debian.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The Chromium that `launch` starts. Empty if no test of this run wants one. */
    chromiumPath: string
  }
}

/** The Chromium without windows comes first: it needs half the computing time for the same pages. */
const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome']

/** vitest's globalSetup: finds a Chromium, or installs one, before any test runs and its time is limited. */
export default async function setup(project: TestProject): Promise<void> {
  const isWanted = await wantsChromium(project)
  const path = isWanted ? findChromium() : ''
  project.provide('chromiumPath', path)
  if (isWanted) console.log(`Chromium: ${path}`)
}

/** Whether a test file of this run imports `chromium.ts`. */
async function wantsChromium(project: TestProject): Promise<boolean> {
  // `filenamePattern` has the arguments after `npm test --`, but it is not public. If it disappears, every run wants Chromium,
  // which is safe.
  const { filenamePattern } = project.vitest as { filenamePattern?: string[] }
  const { testFiles } = await project.globTestFiles(filenamePattern)
  return testFiles.some((file) => readFileSync(file, 'utf8').includes("/chromium.ts'"))
}

/** Which Chromium there is. Installs Debian's if there is none.
 *  @throws {Error} that says how to get one. */
function findChromium(): string {
  const found = installed()
  if (found !== undefined) return found
  const problem = installFromDebian('chromium-headless-shell') && installFromDebian('chromium')
  const now = installed()
  if (now !== undefined) return now
  throw new Error(
    'The browser tests need a Chromium (or Chrome) on the PATH, or its path in CHROMIUM, and could not get one. ' +
      'Debian: sudo apt-get install chromium. macOS: brew install --cask chromium. Then run them again. ' +
      (problem ?? ''),
  )
}

/** @throws {Error} if CHROMIUM names something that cannot be run: to use another one would only hide the mistake. */
function installed(): string | undefined {
  const given = process.env['CHROMIUM']
  if (given !== undefined && given !== '') {
    if (isProgram(given)) return given
    throw new Error('CHROMIUM is set, but not to a program that can be run. Correct it, or leave it out.')
  }
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean)
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
