import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** The folder of Node's compile cache, which all processes of the program share. With it, each needs two thirds of the computing
 *  time to start. */
export const COMPILED = fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url))

/** A process of the program, what it has written so far, and its exit status. */
export type Entry = { child: ChildProcess; out: () => string; err: () => string; ended: Promise<number | null> }

/** Runs `node src/<name>.ts` with `args` in `folder`, with only these environment variables. */
export function startEntry(
  name: 'main' | 'cli/keys' | 'cli/reseal' | 'cli/connections' | 'cli/doctor',
  env: Record<string, string>,
  folder: string,
  args: string[] = [],
): Entry {
  const { PATH = '' } = process.env
  const file = fileURLToPath(new URL(`../src/${name}.ts`, import.meta.url))
  const child = spawn(process.execPath, [file, ...args], {
    cwd: folder,
    env: { PATH, DRAIN_SECONDS: '0', NODE_COMPILE_CACHE: COMPILED, ...env },
  })
  let out = ''
  let err = ''
  child.stdout.on('data', (part: Buffer) => (out += part.toString()))
  child.stderr.on('data', (part: Buffer) => (err += part.toString()))
  const ended = once(child, 'close').then(([code]) => code as number | null)
  return { child, out: () => out, err: () => err, ended }
}
