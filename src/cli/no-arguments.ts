import { parseArgs } from 'node:util'
import { exit } from '../config/environment.ts'

/** Ends the program if anything stands behind its name: with `help` and status 0 if that is asked for, else with 2. */
export function takesNoArguments(help: string): void {
  try {
    const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' } } })
    if (values.help) exit(help, 0)
  } catch (error) {
    exit(`${error instanceof Error ? (error.message.split('. ')[0] ?? '') : 'The command line is wrong'}.\n${help}`)
  }
}
