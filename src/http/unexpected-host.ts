import { isIP } from 'node:net'
import { isLoopback } from '../loopback.ts'
import type { HttpRequest } from './request.ts'

/** @returns a function that checks each accepted delivery, and reports once if one was sent to a host other than that of
 *  `publicUrl`: then the messaging endpoint and PUBLIC_URL disagree. A proxy may replace the host with its own name for us; an
 *  address, or a name without a dot, is assumed to be such a name. */
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

/** The name without a port; undefined if it is not a name in the public DNS. */
function hostIn(text: string): string | undefined {
  const name = /^([\w.-]{1,253})(?::\d{1,5})?$/.exec(text.split(',')[0]?.trim() ?? '')?.[1]?.toLowerCase()
  if (name === undefined || !name.includes('.') || isIP(name) !== 0 || isLoopback(name)) return undefined
  return name
}
