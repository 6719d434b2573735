import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { constants, createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2'
import { type AddressInfo, connect, type Server, type Socket } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { outbound } from '../../src/outbound/outbound.ts'
import { certificateAuthority } from '../store/drivers/redis/servers.ts'

const HOST = 'graph.example'
const before = getCACertificates('default')
const undo: (() => unknown)[] = []
const sockets = new Set<Socket>()
let port: number
let proxy: string

/** A server that prefers HTTP/2, as Microsoft's do, and reports the HTTP version of the request. */
function answer(request: Http2ServerRequest, response: Http2ServerResponse): void {
  if (request.url !== '/cut') return void response.end(request.httpVersion)
  response.write('{"value":[')
  if (request.httpVersion === '2.0') response.stream.close(constants.NGHTTP2_CANCEL)
  else request.socket.destroy()
}

async function listening(server: Server): Promise<number> {
  server.on('connection', (socket: Socket) => sockets.add(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  undo.push(() => server.close())
  return (server.address() as AddressInfo).port
}

beforeAll(async () => {
  const authority = certificateAuthority((end) => undo.push(end))
  setDefaultCACertificates([...before, readFileSync(authority.file, 'utf8')])
  const { cert, key } = authority.issue(`IP:127.0.0.1,DNS:${HOST}`)
  const own = { cert: readFileSync(cert), key: readFileSync(key), allowHTTP1: true }
  port = await listening(createSecureServer(own, answer))
  const tunnel = createServer().on('connect', (_request, socket: Socket) => {
    const behind = connect(port, '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'))
    for (const [one, other] of [
      [socket, behind],
      [behind, socket],
    ] as const)
      one.on('error', () => other.destroy())
    socket.pipe(behind).pipe(socket)
  })
  proxy = `http://127.0.0.1:${await listening(tunnel)}`
})
afterAll(() => {
  setDefaultCACertificates(before)
  for (const socket of sockets) socket.destroy()
  for (const end of undo) end()
})

test.each(['directly', 'by way of a proxy'])(
  'requests to %s hosts use HTTP/1.1, in which a cut answer can be recognized',
  async (way) => {
    const isDirect = way === 'directly'
    const door = outbound({ ...(!isDirect && { proxy: { url: proxy, direct: '' } }), sleep: async () => undefined })
    const base = isDirect ? `https://127.0.0.1:${port}` : `https://${HOST}`
    const { body } = await door.request({ base, url: 'version' })
    const fetched = await door.fetch(`${base}/version`)
    expect([body, await fetched.text()]).toEqual(['1.1', '1.1'])
    await expect(door.request({ base, url: 'cut' })).rejects.toMatchObject({ code: 'unreachable' })
    await door.close()
  },
)
