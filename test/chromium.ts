import { type Browser, chromium } from 'playwright-core'
import { inject } from 'vitest'

/** Nothing of the browser's own goes anywhere, and no name but loopback's is found. */
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

/** A browser of one's own, without a window. Whoever launches it closes it. `chromium-setup.ts` has found it. */
export async function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: inject('chromiumPath'), args: ARGS })
}
