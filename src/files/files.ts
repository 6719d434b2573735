// Files that people send and save through Teams. The addresses come from outside, so they are only used if their host is listed. No
// token is sent to them, because the address itself gives access.
import { isListedHost } from '../listed-host.ts'
import { slots } from '../slots.ts'
import type { Outbound, OutboundResponse } from '../outbound/outbound.ts'
import { OutboundError } from '../outbound/outbound-error.ts'
import { FileError, refusal } from './file-error.ts'
import { type FileRequest, uploadInChunks } from './upload.ts'

/** The largest file that is downloaded. */
export const MOST_BYTES = 10 * 1024 * 1024
/** A file takes about five times its size in memory while it is read. */
const AT_ONCE = 2

export type Files = ReturnType<typeof files>

/** Both functions reject with {@link FileError}. @param hosts as in FILE_HOSTS */
export function files({
  outbound,
  hosts,
  loopback,
}: {
  outbound: Outbound
  hosts: readonly string[]
  loopback: boolean
}) {
  const inSlot = slots(AT_ONCE)

  async function respond(url: string, request: FileRequest): Promise<OutboundResponse> {
    if (!isListedHost(url, hosts, loopback)) throw new FileError('elsewhere')
    const { origin } = new URL(url)
    return outbound.request({ ...request, base: origin, url }).catch((error: unknown) => {
      const isLarge = error instanceof OutboundError && error.code === 'too_large'
      throw new FileError(isLarge ? 'too_large' : 'unavailable', undefined, { cause: error })
    })
  }

  async function ask(url: string, request: FileRequest): Promise<string> {
    const { status, body } = await respond(url, request)
    if (status >= 200 && status < 300) return body
    throw refusal(status)
  }

  return {
    // https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4
    /** Fetches a file that a person has sent, and returns the result of `read`. Only a few files are in memory at a time; the
     *  others wait. Also rejects with the errors of `read`. */
    download<T>(url: string, read: (bytes: Buffer) => Promise<T>): Promise<T> {
      return inSlot('', async () => {
        const headers = { accept: '*/*' }
        return read(Buffer.from(await ask(url, { headers, encoding: 'latin1', mostBytes: MOST_BYTES }), 'latin1'))
      })
    },

    /** Saves a file at the address that the person has allowed. */
    upload: (url: string, bytes: Buffer): Promise<void> => uploadInChunks(bytes, (request) => respond(url, request)),
  }
}
