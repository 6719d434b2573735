import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { HttpResponse } from './request.ts'

/** The scripts of the page that ends a sign-in. We serve them ourselves, so that no other host learns of a sign-in. */
export const TEAMS_JS = '/auth/teams-js.js'
export const HAND_OVER = '/auth/hand-over.js'

/** Kept for a day: the scripts hold no secret, and change only with a release. */
const headers = { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'public, max-age=86400' }

/** What is served at each address. */
export function assets(): { path: string; response: HttpResponse }[] {
  const teamsJs = createRequire(import.meta.url).resolve('@microsoft/teams-js')
  return [
    { path: TEAMS_JS, response: { status: 200, headers, body: readFileSync(teamsJs, 'utf8') } },
    { path: HAND_OVER, response: { status: 200, headers, body: read('hand-over.js') } },
  ]
}

function read(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8')
}
