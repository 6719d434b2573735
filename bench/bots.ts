// The bots that the bench compares.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { freePort } from '../emulator/demo/redis.ts'
import type { Emulator } from '../emulator/emulator.ts'
import { built } from './built.ts'
import { type Measured, startMeasured } from './process.ts'

/** `expected`: what its answer to `help` contains. `flags`: of Node. */
export type Kind = {
  name: string
  entry: string
  expected: string
  settings: Record<string, string>
  flags?: string[]
}
export type Bot = Measured & { url: string }

const PEERS = fileURLToPath(new URL('peers/', import.meta.url))
/** @param file in `bench/peers` */
export const echo = (name: string, file: string): Kind => ({
  name,
  entry: built(`${PEERS}${file}`),
  expected: 'Echo: help',
  settings: {},
})

/** The echo bots. Their packages are no dependency of ours, and are installed here when they are first measured. */
export function peers(): Kind[] {
  if (!existsSync(`${PEERS}node_modules`)) {
    console.log('Installing the SDKs to compare with, in bench/peers …')
    execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--silent'], { cwd: PEERS, stdio: 'inherit' })
  }
  return [
    echo('floor', 'floor.ts'),
    echo('Agents SDK', 'agents.mjs'),
    echo('botbuilder', 'botbuilder.ts'),
    echo('Teams SDK', 'teams.mjs'),
  ]
}

/** This bot, with a store, under the flags of `npm start`. @param program its `main.js` or `main.ts` */
export const ours = (name: string, program: string, store: Record<string, string>): Kind => ({
  name,
  entry: program,
  expected: 'find contact',
  settings: store,
  flags: flagsOfStart(),
})

function flagsOfStart(): string[] {
  const { scripts } = JSON.parse(readFileSync(`${PEERS}../../package.json`, 'utf8')) as { scripts: { start: string } }
  return scripts.start.split(' ').filter((word) => word.startsWith('--'))
}

export async function start({ entry, settings, flags }: Kind, emulator: Emulator): Promise<Bot> {
  const port = await freePort()
  const publicUrl = `http://localhost:${port}`
  const all = { ...emulator.settings(publicUrl), PORT: String(port), PUBLIC_URL: publicUrl, ...settings }
  return { ...(await startMeasured(entry, all, flags)), url: `http://127.0.0.1:${port}/api/messages` }
}
