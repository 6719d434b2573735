import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { claimsParameter, mergeClaims } from '../../src/entra/claims.ts'

const OURS = { access_token: { xms_cc: { values: ['cp1'] } } }
const NBF = '{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}'
const POLICY = '{"access_token":{"capolids":{"essential":true,"values":["2f9e"]}}}'

const NO_DEMAND: [string, string | undefined][] = [
  ['nothing', undefined],
  ['no text', ''],
  ['no JSON', '{"access_token":'],
  ['null', 'null'],
  ['a number', '7'],
  ['a string', '"access_token"'],
  ['an array', '[{"access_token":{"nbf":null}}]'],
  ['an empty object', '{}'],
  ['for nothing that Entra knows', '{"userinfo":{"name":null},"redirect_uri":{"a":{}}}'],
  ['a target that is an array', '{"access_token":[{"nbf":null}]}'],
  ['a target that is text', '{"access_token":"nbf"}'],
  ['a target without claims', '{"access_token":{},"id_token":{}}'],
  ['claims that are neither null nor an object', '{"access_token":{"a":1,"b":"x","c":true,"d":[{}]}}'],
  ['5 KB', JSON.stringify({ access_token: { nbf: { value: '1'.repeat(5_000) } } })],
  ['too long only when encoded for an address', JSON.stringify({ access_token: { nbf: { value: '"'.repeat(500) } } })],
  ['nested a hundred thousand deep', `{"access_token":{"a":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_002)}`],
]

describe('merging demands', () => {
  test.each([
    ['a single demand', [NBF], { access_token: { nbf: { essential: true, value: '1604106651' } } }],
    [
      'two demands for different claims',
      [NBF, POLICY],
      {
        access_token: {
          nbf: { essential: true, value: '1604106651' },
          capolids: { essential: true, values: ['2f9e'] },
        },
      },
    ],
    [
      'demands for both tokens',
      ['{"id_token":{"acrs":{"essential":true,"value":"c1"}}}', '{"access_token":{"acrs":null}}'],
      { id_token: { acrs: { essential: true, value: 'c1' } }, access_token: { acrs: null } },
    ],
    [
      'two demands for the same claim: the later one counts',
      [NBF, '{"access_token":{"nbf":{"value":"2"}}}'],
      { access_token: { nbf: { value: '2' } } },
    ],
    [
      'the same token named twice in one demand: the last one counts',
      ['{"access_token":{"a":{"value":"1"}},"access_token":{"b":null}}'],
      { access_token: { b: null } },
    ],
    ['text that is no demand is left out', [undefined, NBF, 'x', '[]'], JSON.parse(NBF)],
    [
      'the invalid parts of a demand are left out',
      ['{"access_token":{"a":7,"b":null},"id_token":[],"x":{}}'],
      { access_token: { b: null } },
    ],
  ])('%s', (_what, demands, merged) => {
    expect(JSON.parse(mergeClaims(...demands) ?? '')).toEqual(merged)
  })

  test.each(NO_DEMAND)('%s: no demand is left', (_what, demand) => {
    expect(mergeClaims(demand)).toBeUndefined()
    expect(mergeClaims(demand, NBF)).toBe(NBF)
    expect(mergeClaims(NBF, demand)).toBe(NBF)
  })

  test('two demands that are too long together: only the later one is kept', () => {
    const long = (name: string) => JSON.stringify({ access_token: { [name]: { value: 'x'.repeat(1_200) } } })
    expect(mergeClaims(long('a'), long('b'))).toBe(long('b'))
  })

  test('merging a merged demand again changes nothing', () => {
    const merged = mergeClaims(NBF, POLICY)
    expect(mergeClaims(merged)).toBe(merged)
    expect(mergeClaims(merged, merged)).toBe(merged)
  })
})

describe('the claims parameter of a request', () => {
  test.each(NO_DEMAND)('with %s as the demand it holds only this client’s capabilities', (_what, demand) => {
    expect(claimsParameter(demand)).toBe(JSON.stringify(OURS))
  })

  test('holds the demand and this client’s capabilities', () => {
    expect(JSON.parse(claimsParameter(mergeClaims(NBF, POLICY)))).toEqual({
      access_token: {
        nbf: { essential: true, value: '1604106651' },
        capolids: { essential: true, values: ['2f9e'] },
        xms_cc: { values: ['cp1'] },
      },
    })
  })

  test.each(['null', '{"values":[]}', '{"values":["cp1","ca9"]}', '{"essential":true}'])(
    'a demand for xms_cc of %s does not change this client’s capabilities',
    (xms_cc) => {
      expect(JSON.parse(claimsParameter(`{"access_token":{"xms_cc":${xms_cc},"nbf":null}}`))).toEqual({
        access_token: { nbf: null, xms_cc: { values: ['cp1'] } },
      })
    },
  )

  test('names such as __proto__ are plain names', () => {
    const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty']
    const inner = names.map((name) => `"${name}":{"values":["x"],"polluted":{}}`).join()
    const demand = `{${names.map((name) => `"${name}":{"access_token":{"xms_cc":null},"polluted":null}`).join()},"access_token":{${inner}}}`
    const merged = claimsParameter(mergeClaims(demand, demand))
    expect(Object.keys(JSON.parse(merged) as object)).toEqual(['access_token'])
    expect(merged).toBe(`{"access_token":{${inner},"xms_cc":{"values":["cp1"]}}}`)
    expect({}).not.toHaveProperty('polluted')
    expect(Object.prototype).not.toHaveProperty('values')
  })

  test('for any demand it is JSON, short enough, has our capabilities, and is the same next time', () => {
    const claims = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .dictionary(fc.constantFrom('access_token', 'id_token', '__proto__'), fc.jsonValue())
        .map((it) => JSON.stringify(it)),
      fc
        .dictionary(
          fc.constantFrom('access_token', 'id_token'),
          fc.dictionary(fc.string({ unit: 'binary' }), fc.object()),
        )
        .map((it) => JSON.stringify(it)),
    )
    fc.assert(
      fc.property(fc.array(claims, { maxLength: 4 }), (demands) => {
        const merged = mergeClaims(...demands)
        const parameter = claimsParameter(merged)
        expect(encodeURIComponent(parameter).length).toBeLessThan(2_200)
        expect(JSON.parse(parameter)).toMatchObject(OURS)
        expect(mergeClaims(merged)).toBe(merged)
      }),
      { numRuns: 200 },
    )
  })
})
