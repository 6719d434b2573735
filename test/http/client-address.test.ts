import { expect, test } from 'vitest'
import { clientAddress } from '../../src/http/client-address.ts'

function from(remoteAddress: string | undefined, proxies: number, forwarded?: string): string {
  return clientAddress({ headers: { 'x-forwarded-for': forwarded }, remoteAddress }, proxies)
}

test.each<[string, string | undefined, number, string]>([
  ['without proxies the connection’s, whatever is written', '192.0.2.9', 0, '10.0.0.1'],
  ['with one the last that is written', '198.51.100.2', 1, '192.0.2.9'],
  ['… and not what the client wrote before it', '198.51.100.2', 1, '203.0.113.7, 192.0.2.9'],
  ['with two the last but one', '198.51.100.2', 2, '203.0.113.7, 192.0.2.9, 198.51.100.1'],
  ['with its port', '198.51.100.2', 1, '192.0.2.9:51234'],
  ['of a proxy that writes nothing, the proxy’s own', '192.0.2.9', 1, ''],
  ['of fewer proxies than were told, the farthest', '198.51.100.2', 3, '192.0.2.9'],
  ['of an entry that is no address, the one before it', '192.0.2.9', 1, '203.0.113.7, unknown'],
  ['… wherever it stands', '198.51.100.2', 2, '<script>, 192.0.2.9'],
  ['as IPv4 within IPv6', '::ffff:192.0.2.9', 0, ''],
])('%s', (_what, remoteAddress, proxies, forwarded) => {
  expect(from(remoteAddress, proxies, forwarded)).toBe('192.0.2.9')
})

test.each([
  '2001:db8:0:7::1',
  '2001:db8:0:7:ffff:ffff:ffff:ffff',
  '2001:0DB8:0000:0007::',
  '[2001:db8:0:7::1]',
  '[2001:db8:0:7:1:2:3:4]:51234',
  '2001:db8:0:7::192.0.2.1',
  '2001:db8:0:7::1%eth0',
])('%s is one of its /64', (address) => {
  expect(from('198.51.100.2', 1, address)).toBe('2001:db8:0:7')
})

test.each([
  ['2001:db8::1', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
  ['fe80::1:2:3:4', 'fe80:0:0:0'],
  ['1:2:3:4:5:6:7:8', '1:2:3:4'],
])('%s is of %s', (address, network) => {
  expect(from(address, 0)).toBe(network)
})

test('a connection that is gone has none', () => {
  expect(from(undefined, 1)).toBe('')
})
