import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sendHtml, sendRedirect, target } from '../answers.ts'
import type { Untidy } from '../untidy.ts'
import { federatedPage, staySignedInPage } from './pages.ts'

/** An organisation's own sign-in server, such as ADFS. For a browser it is another site than Entra.
 *  https://learn.microsoft.com/entra/identity/hybrid/connect/whatis-fed */
export type Federation = { readonly origin: string; close(): void }

const PATH = '/adfs/ls/'

export async function startFederation(untidy: Untidy): Promise<Federation> {
  const server = createServer((req, res) => {
    const back = target(req).searchParams.get('wctx')
    if (target(req).pathname !== PATH || back === null) return void sendHtml(res, 404, '')
    if (req.method === 'POST' || untidy.has('federated-silently')) return void sendRedirect(res, back)
    return void sendHtml(res, 200, federatedPage(req.url ?? PATH))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return { origin: `http://localhost:${(server.address() as AddressInfo).port}`, close: () => close(server) }
}

/** Where an authorize request takes the browser before Entra itself looks at it: to the organisation's own server, or to a page.
 *  Undefined if no step is left. Finished steps are noted in the address. */
export function detour(
  address: URL,
  untidy: Untidy,
  { origin }: Federation,
): { location: string } | { html: string } | undefined {
  const { searchParams } = address
  const isFederated = untidy.has('federated') || untidy.has('federated-silently')
  if (isFederated && !searchParams.has('wresult')) {
    const location = new URL(PATH, origin)
    location.searchParams.set('wctx', withNote(address, 'wresult').href)
    return { location: location.href }
  }
  if (untidy.has('stay-signed-in') && !searchParams.has('kmsi')) {
    return { html: staySignedInPage(withNote(address, 'kmsi')) }
  }
  return undefined
}

function withNote(address: URL, name: string): URL {
  const next = new URL(address)
  next.searchParams.set(name, '1')
  return next
}

function close(server: Server): void {
  server.close()
  server.closeAllConnections()
}
