import { spawnSync } from 'node:child_process'
import { expect, it, vi } from 'vitest'
import { parseKeys } from '../../src/store/encryption-keys.ts'

// Processes start slowly on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

/** Runs it as an operator does. */
const make = (...args: string[]) => spawnSync('npm', ['run', '-s', 'keys', '--', ...args], { encoding: 'utf8' })

it('npm run keys prints nothing but a new key on stdout, and how to use it on stderr', () => {
  const [one, two] = [make(), make()]
  for (const { status, stdout, stderr } of [one, two]) {
    expect(status).toBe(0)
    expect(stdout).toMatch(/^\S{44}\n$/)
    expect(parseKeys(stdout).problems).toEqual([])
    expect(stderr).toMatch(/OLD,NEW[\s\S]*NEW,OLD[\s\S]*90 days[\s\S]*npm run reseal/)
    expect(stderr).not.toContain(stdout.trim().slice(0, 8))
  }
  expect(one.stdout).not.toBe(two.stdout)
})

it('makes no key when it is asked for help, or for what it cannot do', () => {
  expect(make('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('npm run -s keys'), stderr: '' })
  expect(make('--count', '2')).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('--count') })
})
