import { readFileSync } from 'node:fs'
import type { Given } from './schema.ts'

/** The settings that hold a secret, or may hold one as a part of an address. */
export const SECRETS = ['MicrosoftAppPassword', 'OAUTH_CLIENT_SECRET', 'ENCRYPTION_KEYS', 'REDIS_URL', 'HTTPS_PROXY']

/** Secrets in files, as containers and orchestrators mount them: `REDIS_URL_FILE` names the file with the value of `REDIS_URL`.
 *  Blanks and line breaks around the value do not count.
 *  @returns the values by the names of their settings, and a sentence for each file that cannot be used */
export function secretsInFiles(env: Record<string, string | undefined>): { given: Given; problems: string[] } {
  const given: Given = {}
  const problems: string[] = []
  for (const name of SECRETS) {
    const file = env[`${name}_FILE`]?.trim()
    if (!file) continue
    const value = contentOf(file)
    if (env[name]?.trim()) problems.push(`${name}_FILE and ${name} are both set: remove one of them`)
    else if (typeof value === 'object') problems.push(`${name}_FILE names a file that cannot be read (${value.code})`)
    else if (value === '') problems.push(`${name}_FILE names an empty file`)
    else given[name] = value
  }
  return { given, problems }
}

function contentOf(file: string): string | { code: string } {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    return { code: error instanceof Error && 'code' in error ? String(error.code) : 'unknown' }
  }
}
