import { parseArgs } from 'node:util'
import { exit } from '../config/environment.ts'

/** Ends the program if it was given any argument: prints `help` and exits with status 0 if the argument asks for help, otherwise
 *  exits with status 2. */
export function takesNoArguments(help: string): void {
  try {
    const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' } } })
    if (values.help) exit(help, 0)
  } catch (error) {
    exit(`${error instanceof Error ? (error.message.split('. ')[0] ?? '') : 'The command line is wrong'}.\n${help}`)
  }
}
