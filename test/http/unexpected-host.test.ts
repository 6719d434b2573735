import { expect, it } from 'vitest'
import { otherHost } from '../../src/http/unexpected-host.ts'
import type { HttpRequest } from '../../src/http/request.ts'

/** The reports about requests with these headers. */
function told(publicUrl: string, ...headers: Record<string, string>[]): string[] {
  const hosts: string[] = []
  const look = otherHost(publicUrl, (host) => void hosts.push(host))
  for (const each of headers) look({ headers: each } as unknown as HttpRequest)
  return hosts
}

const BOT = 'https://bot.contoso.example'

it.each<[what: string, publicUrl: string, headers: Record<string, string>]>([
  ['the same host', BOT, { host: 'bot.contoso.example' }],
  ['in other letters and with a port', BOT, { host: 'BOT.contoso.example:443' }],
  ['a proxy’s own address for us', BOT, { host: '10.0.0.7:3978' }],
  ['a proxy’s own name for us', BOT, { host: 'bot:3978' }],
  ['the proxy’s word for the host', BOT, { host: 'backend.internal', 'x-forwarded-host': 'bot.contoso.example' }],
  ['no host', BOT, {}],
  ['nonsense', BOT, { host: '"><script>' }],
  ['loopback', 'http://localhost:3978', { host: '127.0.0.1:3978' }],
])('%s is nothing to tell', (_what, publicUrl, headers) => {
  expect(told(publicUrl, headers)).toEqual([])
})

it('a request with another host is reported once', () => {
  const other = { host: 'old-bot.contoso.example' }
  expect(told(BOT, other, other, { host: 'third.example' })).toEqual(['old-bot.contoso.example'])
  expect(told('http://localhost:3978', { host: 'x7.devtunnels.example' })).toEqual(['x7.devtunnels.example'])
})
