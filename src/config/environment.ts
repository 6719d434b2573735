import { existsSync } from 'node:fs'
import { type Config, readConfig } from './config.ts'

/** For wrong settings, a damaged store or a wrong key: starting again will not help. */
const EXIT_SETTINGS = 2

/** Adds the variables of `.env` to the environment, in development. */
export function loadDotEnv(): void {
  if (process.env['NODE_ENV'] !== 'production' && existsSync('.env')) process.loadEnvFile('.env')
}

/** Reads the settings from the environment, in development from `.env` too. Ends the process if they are wrong. */
export function configOrExit(): Config {
  loadDotEnv()
  try {
    return readConfig(process.env)
  } catch (error) {
    return exitWith(error)
  }
}

/** The result of `made`. If it rejects, ends the process with the reason. */
export async function orExit<T>(made: Promise<T>): Promise<T> {
  return made.catch(exitWith)
}

function exitWith(error: unknown): never {
  return exit(error instanceof Error ? error.message : 'Cannot start')
}

/** Ends the process with a message: on stdout if all is well, else on stderr. */
export function exit(message: string, status = EXIT_SETTINGS): never {
  const to = status === 0 ? process.stdout : process.stderr
  to.write(`${message}\n`)
  process.exit(status)
}
