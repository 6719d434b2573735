// `npm run doctor`: tries everything that the bot depends on, with its settings, and says what to do.
// Exit status: see HELP.
import '../node-version.mjs'
import { parseArgs } from 'node:util'
import { type Config, ConfigError, readConfig } from '../config/config.ts'
import { exit, loadDotEnv } from '../config/environment.ts'
import { warningsFor } from '../config/warnings.ts'
import { type Finding, findings, inOneLine } from './doctor/finding.ts'

const HELP = `Tries everything that the bot depends on, with the settings in the environment, and prints no secret.
It writes a record to the store that expires after a second. With GRAPH_ACCESS=application it also stores the state of its
link for an administrator, as the bot does for the same link (admin-consent/TENANT, 30 days).
  npm run doctor                           a line for each check
  npm run doctor -- --json                 one JSON document
  npm run doctor -- --mailbox OID_OR_UPN   with GRAPH_ACCESS=application, reads this mailbox
Exit status: 0 if nothing fails (warnings are allowed), 1 if a check fails, 2 if a setting or the command line is wrong.`

const { isJson, mailbox } = options()
const settings = settingsOrFindings()
const found = Array.isArray(settings) ? settings : await examined(settings)
if (isJson) process.stdout.write(`${JSON.stringify({ ok: !found.some(isFailure), checks: found }, undefined, 2)}\n`)
else for (const each of found) process.stdout.write(`${inOneLine(each)}\n`)
process.exitCode = Array.isArray(settings) ? 2 : found.some(isFailure) ? 1 : 0

async function examined(config: Config): Promise<Finding[]> {
  const { examine } = await import('./doctor/examine.ts')
  return [...settingsFindings(config), ...(await examine(config, mailbox))]
}

function options(): { isJson: boolean; mailbox: string | undefined } {
  try {
    const { values } = parseArgs({
      options: { json: { type: 'boolean' }, mailbox: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    })
    if (values.help) exit(HELP, 0)
    return { isJson: values.json ?? false, mailbox: values.mailbox?.trim() || undefined }
  } catch (error) {
    return exit(`${error instanceof Error ? (error.message.split('. ')[0] ?? '') : ''}.\n${HELP}`)
  }
}

function settingsOrFindings(): Config | Finding[] {
  loadDotEnv()
  try {
    return readConfig(process.env)
  } catch (error) {
    const { failure } = findings('settings')
    const problems = error instanceof ConfigError ? error.problems : ['they cannot be read']
    return problems.map((problem) => failure(problem, 'see .env.example'))
  }
}

function settingsFindings(config: Config): Finding[] {
  const { ok, warning } = findings('settings')
  const found = warningsFor(config, process.env).map(({ says, todo }) => warning(says, todo))
  const names = config.misspelt.join(', ')
  if (names !== '') found.unshift(warning(`the bot knows no ${names}`, 'are these names misspelt?'))
  return found.length > 0 ? found : [ok('they fit together')]
}

function isFailure({ result }: Finding): boolean {
  return result === 'failure'
}
