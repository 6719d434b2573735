import { existsSync } from 'node:fs'
import { type Config, readConfig } from './config.ts'

/** Wrong settings, a damaged store, a wrong key: starting again will not help. */
const EXIT_SETTINGS = 2

/** The settings from the environment, in development from `.env` too; ends the process where they are wrong. */
export function configOrExit(): Config {
  if (process.env['NODE_ENV'] !== 'production' && existsSync('.env')) process.loadEnvFile('.env')
  return orExit(() => readConfig(process.env))
}

/** What `make` makes, or the process's end with the reason. */
export function orExit<T>(make: () => T): T {
  try {
    return make()
  } catch (error) {
    return exit(error instanceof Error ? error.message : 'Cannot start')
  }
}

export function exit(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(EXIT_SETTINGS)
}
