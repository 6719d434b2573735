import { expect, test } from 'vitest'
import { flowCookies } from '../../src/http/flow-cookie.ts'
import { SIGN_IN_TTL_MS } from '../../src/sign-in/pending.ts'

test('a cookie lives as long as a sign-in may take', () => {
  const [, seconds] = /Max-Age=(\d+)$/.exec(flowCookies(true).set({ name: 'signin-1', value: 'x' })) ?? []
  expect(Number(seconds)).toBe(SIGN_IN_TTL_MS / 1_000)
})

test.each([
  ['signin-1=x', 'x'],
  ['a=1; signin-1=x; b=2', 'x'],
  [' signin-1 = x ', 'x'],
  ['signin-1=', ''],
  ['signin-1=a=b', 'a=b'],
  ['xsignin-1=x', undefined],
  ['signin-1', undefined],
  ['', undefined],
  [undefined, undefined],
])('the cookie in the header %j is %j', (header, value) => {
  expect(flowCookies(false).read(header, 'signin-1')).toBe(value)
})
