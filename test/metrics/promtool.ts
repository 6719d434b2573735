import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { unpackFromDebian } from '../debian.ts'
import { samples } from './samples.ts'

const FOLDER = resolve('node_modules/.cache/prometheus')

/** Prometheus's own tool for rules: from the PATH, or out of Debian's package.
 *  @throws {Error} that says how to get it. */
export function promtool(): string {
  if (spawnSync('promtool', ['--version']).status === 0) return 'promtool'
  const unpacked = join(FOLDER, 'usr/bin/promtool')
  const problem = existsSync(unpacked) ? undefined : unpackFromDebian('prometheus', FOLDER)
  if (existsSync(unpacked)) return unpacked
  throw new Error(
    'The tests of the alert rules need promtool (of Prometheus 2.40 or newer) on the PATH and could not get it. ' +
      `Debian, Ubuntu: sudo apt-get install prometheus. macOS: brew install prometheus. Then run them again. ${problem ?? ''}`,
  )
}

/** What was read of one instance, a minute apart; undefined where it did not answer. */
export type Readings = (string | undefined)[]

/** Asks Prometheus's own engine which alerts of `rules` fire at the end of these readings. */
export function firing(rules: string, alerts: string[], readings: Readings): string[] {
  return alerts.filter((alert) => fires(rules, alert, readings))
}

function fires(rules: string, alert: string, readings: Readings): boolean {
  const [yes, no] = [1, 0].map((value) => isRight(rules, alert, readings, value))
  // One of both must be right, or something else is wrong.
  if (yes === no) throw new Error(`promtool says neither that ${alert} fires nor that it does not`)
  return yes === true
}

/** Whether `alert` fires so often at the end. */
function isRight(rules: string, alert: string, readings: Readings, times: number): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'rules-'))
  const expression = `count(ALERTS{alertname="${alert}", alertstate="firing"}) or vector(0)`
  // JSON is YAML as well.
  const suite = {
    rule_files: [resolve(rules)],
    evaluation_interval: '1m',
    tests: [
      {
        interval: '1m',
        input_series: seriesOf(readings),
        promql_expr_test: [
          { expr: expression, eval_time: `${readings.length - 1}m`, exp_samples: [{ labels: '{}', value: times }] },
        ],
      },
    ],
  }
  const file = join(folder, 'suite.yaml')
  writeFileSync(file, JSON.stringify(suite))
  const { status, stdout, stderr, error } = spawnSync(promtool(), ['test', 'rules', file], { encoding: 'utf8' })
  rmSync(folder, { recursive: true })
  if (error) throw error
  if (/error|parse/i.test(`${stdout}${stderr}`.replace(/FAILED|expr:.*/g, ''))) throw new Error(stdout + stderr)
  return status === 0
}

/** The samples as Prometheus would have stored them, with its own `up`. */
function seriesOf(readings: Readings): { series: string; values: string }[] {
  const target = { job: 'outlook-contacts-bot', instance: 'a' }
  const rows = new Map<string, (number | undefined)[]>()
  const put = (name: string, labels: Record<string, string>, at: number, value: number) => {
    const all = Object.entries({ ...labels, ...target }).map(([label, of]) => `${label}=${JSON.stringify(of)}`)
    const series = `${name}{${all.join(',')}}`
    const row = rows.get(series) ?? readings.map(() => undefined)
    row[at] = value
    rows.set(series, row)
  }
  for (const [at, text] of readings.entries()) {
    put('up', {}, at, text === undefined ? 0 : 1)
    for (const { name, labels, value } of samples(text ?? '')) put(name, labels, at, value)
  }
  return [...rows].map(([series, row]) => ({ series, values: row.map((value) => value ?? '_').join(' ') }))
}
