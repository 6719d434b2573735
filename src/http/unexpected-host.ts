import { isIP } from 'node:net'
import { isLoopback } from '../loopback.ts'
import type { HttpRequest } from './request.ts'

/** @returns a function that looks at each delivery that was taken, and tells once of one that was sent to another host than that
 *  of `publicUrl`: the messaging endpoint and PUBLIC_URL then disagree. A proxy may put its own name for us in the place of the
 *  host; an address, or a name without a dot, is taken for one. */
export function otherHost(publicUrl: string, onOther: (host: string) => void): (request: HttpRequest) => void {
  const own = hostIn(new URL(publicUrl).host)
  let isTold = false
  return ({ headers }) => {
    if (isTold) return
    const host = hostIn(String(headers['x-forwarded-host'] ?? headers.host ?? ''))
    if (host === undefined || host === own) return
    isTold = true
    onOther(host)
  }
}

/** The name without a port; undefined for what is no name in the public DNS. */
function hostIn(text: string): string | undefined {
  const name = /^([\w.-]{1,253})(?::\d{1,5})?$/.exec(text.split(',')[0]?.trim() ?? '')?.[1]?.toLowerCase()
  if (name === undefined || !name.includes('.') || isIP(name) !== 0 || isLoopback(name)) return undefined
  return name
}
