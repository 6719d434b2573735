import { existsSync } from 'node:fs'
import { type Config, readConfig } from './config.ts'

/** For wrong settings, a damaged store or a wrong key: starting again will not help. */
const EXIT_SETTINGS = 2

/** Reads the settings from the environment, in development from `.env` too. Ends the process where they are wrong. */
export function configOrExit(): Config {
  if (process.env['NODE_ENV'] !== 'production' && existsSync('.env')) process.loadEnvFile('.env')
  return orExit(() => readConfig(process.env))
}

/** Returns what `make` returns. Where it throws, ends the process with the reason. */
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
