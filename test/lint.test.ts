import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const OXLINT = join(ROOT, 'node_modules', 'oxlint', 'bin', 'oxlint')

/** Files with one fault each: the path, the content, and the rule that must catch the fault. */
const PLANTED: Record<string, [code: string, rule: string]> = {
  'src/connection/planted-promise.ts': [
    "import type { Store } from '../store/store.ts'\nexport function planted(store: Store): void {\n  store.delete('x')\n}",
    'no-floating-promises',
  ],
  'src/channel/planted-misused.ts': [
    "import type { Store } from '../store/store.ts'\nexport async function planted(store: Store): Promise<boolean> {\n  if (store.get('x')) return true\n  return false\n}",
    'no-misused-promises',
  ],
  'src/channel/planted-switch.ts': [
    "import type { Command } from '../commands/command.ts'\nexport function planted(command: Command): number {\n  switch (command.type) {\n    case 'help':\n      return 1\n  }\n  return 2\n}",
    'switch-exhaustiveness-check',
  ],
  'src/http/planted-any.ts': ['export const planted: any = 1', 'no-explicit-any'],
  'src/http/planted-console.ts': ["export const planted = () => console.log('x')", 'no-console'],
  'src/store/planted-cycle-a.ts': ["import { b } from './planted-cycle-b.ts'\nexport const a = () => b", 'no-cycle'],
  'src/store/planted-cycle-b.ts': ["import { a } from './planted-cycle-a.ts'\nexport const b = () => a", 'no-cycle'],
}

let copy: string
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'lint-'))
  for (const name of ['.oxlintrc.json', 'tsconfig.json', 'package.json', 'src', 'emulator'])
    cpSync(join(ROOT, name), join(copy, name), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
})
afterAll(() => rmSync(copy, { recursive: true, force: true }))

type Diagnostic = { filename: string; code: string; message: string }

function lint(): Diagnostic[] {
  const args = [OXLINT, '--type-aware', '--format', 'json', 'src', 'emulator']
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: copy,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  try {
    return (JSON.parse(stdout) as { diagnostics: Diagnostic[] }).diagnostics
  } catch {
    throw new Error(`oxlint said no JSON: ${stdout.slice(0, 500)} ${stderr.slice(0, 500)}`)
  }
}

describe('the linter', () => {
  it('finds no fault in the program and the emulator', () => {
    expect(lint()).toEqual([])
  })

  it('catches every fault that the test adds, and nothing else', () => {
    for (const [path, [code]] of Object.entries(PLANTED)) {
      mkdirSync(dirname(join(copy, path)), { recursive: true })
      writeFileSync(join(copy, path), `${code}\n`)
    }
    const found = lint()
    const caught = Object.entries(PLANTED).map(([path, [, rule]]) => ({
      path,
      rule: found.some(({ filename, code }) => filename === path && code.includes(`(${rule})`)) ? rule : 'not caught',
    }))
    expect(caught).toEqual(Object.entries(PLANTED).map(([path, [, rule]]) => ({ path, rule })))
    expect(found.filter(({ filename }) => !(filename in PLANTED))).toEqual([])
  })
})
