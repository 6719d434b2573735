import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
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

/** What was read of one instance, a minute apart; undefined if it did not answer. */
export type Readings = (string | undefined)[]

/** Asks Prometheus's own engine which alerts of `rules` fire at the end of these readings. */
export async function firing(rules: string, alerts: string[], readings: Readings): Promise<string[]> {
  const [notFiring, notSilent] = await Promise.all([1, 0].map((times) => wrong(rules, alerts, readings, times)))
  return alerts.filter((alert) => {
    const fires = notSilent?.includes(alert)
    // One of the two numbers must be right; otherwise something else is wrong.
    if (fires === notFiring?.includes(alert))
      throw new Error(`promtool says neither that ${alert} fires nor that it does not`)
    return fires
  })
}

/** The alerts for which this number of firing alerts is wrong at the end. */
async function wrong(rules: string, alerts: string[], readings: Readings, times: number): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'rules-'))
  const expressions = alerts.map(
    (alert) => [alert, `count(ALERTS{alertname="${alert}", alertstate="firing"}) or vector(0)`] as const,
  )
  // JSON is YAML as well.
  const suite = {
    rule_files: [resolve(rules)],
    evaluation_interval: '1m',
    tests: [
      {
        interval: '1m',
        input_series: seriesOf(readings),
        promql_expr_test: expressions.map(([, expr]) => ({
          expr,
          eval_time: `${readings.length - 1}m`,
          exp_samples: [{ labels: '{}', value: times }],
        })),
      },
    ],
  }
  const file = join(folder, 'suite.yaml')
  writeFileSync(file, JSON.stringify(suite))
  const said = await output(spawn(promtool(), ['test', 'rules', file]))
  rmSync(folder, { recursive: true })
  if (/error|parse/i.test(said.replace(/FAILED|expr:.*/g, ''))) throw new Error(said)
  return expressions.filter(([, expr]) => said.includes(JSON.stringify(expr))).map(([alert]) => alert)
}

async function output({ stdout, stderr }: ChildProcessWithoutNullStreams): Promise<string> {
  return (await Promise.all([text(stdout), text(stderr)])).join('')
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
