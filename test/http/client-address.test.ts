import { expect, test } from 'vitest'
import { clientAddress } from '../../src/http/client-address.ts'

function from(remoteAddress: string | undefined, proxies: number, forwarded?: string): string {
  return clientAddress({ headers: { 'x-forwarded-for': forwarded }, remoteAddress }, proxies)
}

test.each<[string, string | undefined, number, string]>([
  ['without proxies: the connection’s, whatever the header says', '192.0.2.9', 0, '10.0.0.1'],
  ['with one proxy: the last entry', '198.51.100.2', 1, '192.0.2.9'],
  ['with one proxy: not what the client wrote before the last entry', '198.51.100.2', 1, '203.0.113.7, 192.0.2.9'],
  ['with two proxies: the last entry but one', '198.51.100.2', 2, '203.0.113.7, 192.0.2.9, 198.51.100.1'],
  ['with one proxy that writes the port as well', '198.51.100.2', 1, '192.0.2.9:51234'],
  ['with one proxy that writes nothing: the proxy’s own', '192.0.2.9', 1, ''],
  ['with fewer proxies than the setting says: the farthest', '198.51.100.2', 3, '192.0.2.9'],
  ['with an entry that is no address: the one nearer to us', '192.0.2.9', 1, '203.0.113.7, unknown'],
  ['with an entry farther away that is no address: the one nearer to us', '198.51.100.2', 2, '<script>, 192.0.2.9'],
  ['written as IPv4 within IPv6', '::ffff:192.0.2.9', 0, ''],
])('the client’s address, %s', (_what, remoteAddress, proxies, forwarded) => {
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
])('%s belongs to its /64', (address) => {
  expect(from('198.51.100.2', 1, address)).toBe('2001:db8:0:7')
})

test.each([
  ['2001:db8::1', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
  ['fe80::1:2:3:4', 'fe80:0:0:0'],
  ['1:2:3:4:5:6:7:8', '1:2:3:4'],
])('%s belongs to the network %s', (address, network) => {
  expect(from(address, 0)).toBe(network)
})

test('a closed connection has no address', () => {
  expect(from(undefined, 1)).toBe('')
})
