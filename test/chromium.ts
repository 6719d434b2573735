import { type Browser, chromium } from 'playwright-core'
import { inject } from 'vitest'

/** The browser sends no requests of its own, and resolves no names except loopback. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1',
]

/** A separate browser without a window. The caller must close it. `chromium-setup.ts` has found the program. */
export async function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: inject('chromiumPath'), args: ARGS })
}
