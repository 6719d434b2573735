import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { head } from '../http/raw.ts'
import type { AddressBook } from '../../emulator/address-books.ts'
import { createGraph, type GraphOptions } from '../../emulator/graph.ts'
import { megan } from '../../emulator/people.ts'
import { type Access, graph } from '../../src/graph/graph.ts'
import { outbound } from '../../src/outbound/outbound.ts'

const scopes = ['https://graph.microsoft.com/Contacts.ReadWrite']

export type Outlook = Awaited<ReturnType<typeof outlook>>

/** Only the emulator's Graph, on loopback. Every token is Megan's, except `refused`. `onRequest`: awaited before each answer.
 *  `oneByOne`: a request waits for the one before. */
export async function outlook(book: AddressBook, options: Partial<GraphOptions> = {}) {
  const hooks = { onRequest: (): unknown => undefined, oneByOne: false }
  let before: Promise<unknown> = Promise.resolve()
  const server = createServer((req, res) => {
    const answer = async () => {
      await hooks.onRequest()
      if (!(await emulated.handle(req, res))) head(res, 404).end()
    }
    // The client has closed the connection meanwhile.
    before = (hooks.oneByOne ? before.then(answer) : answer()).catch(() => res.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const emulated = createGraph({
    origin,
    access: (token) => (token === 'refused' ? undefined : { person: megan, sub: 'megan', scopes, lacks: undefined }),
    books: new Map([[megan.oid, book]]),
    latencyMs: 0,
    oddPages: false,
    maxRequests: Infinity,
    ...options,
  })
  const out = outbound({ sleep: () => Promise.resolve() })
  const access: Access = { base: `${origin}/v1.0`, token: 'token', mailbox: 'tenant/megan' }
  return {
    hooks,
    emulated,
    box: emulated.mailbox(megan.oid),
    client: graph({ outbound: out }),
    access,
    async close() {
      server.closeAllConnections()
      server.close()
      await out.close()
    },
  }
}
