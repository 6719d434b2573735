import { createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { decrypt, encrypt } from '../../src/store/seal.ts'
import { CanaryError, checkCanary, sealed } from '../../src/store/sealed-store.ts'
import { sqliteStore } from '../../src/store/drivers/sqlite.ts'
import type { Store } from '../../src/store/store.ts'

const MINUTE = 60_000
const HOUR = 3_600_000
const PLAIN = 'a refresh token, to be kept from everybody'
/** Among how many seals an IV must not occur twice. A full run has 1000000. */
const SEALS = Number(process.env['STORE_SEALS'] ?? 20_000)
/** Where the parts of a sealed value are: format, key id, IV, ciphertext, tag. */
const IV = [9, 21] as const

const oldKey = randomBytes(32)
const newKey = randomBytes(32)

let folder: string
let raw: Store
let broken: string[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealed-'))
  raw = sqliteStore(join(folder, 'bot.sqlite'))
  broken = []
})
afterEach(async () => {
  await raw.close()
  rmSync(folder, { recursive: true })
})

const sealedBy = (...keys: Buffer[]) => sealed(raw, keys, { onBroken: (key) => broken.push(key) })

async function bytesOf(key: string): Promise<Buffer> {
  const found = await raw.get(key)
  if (!found) throw new Error('nothing there')
  return found.value
}

/** A store in memory that keeps the last value, for runs with large numbers. */
function keepingLast(): { store: Store; last(): Buffer } {
  let last: Buffer = Buffer.alloc(0)
  const put = async (_key: string, value: Buffer) => {
    last = value
  }
  return { store: { ...raw, put }, last: () => last }
}

describe('a sealed record', () => {
  it('reveals the length of the value, and nothing else', async () => {
    await sealedBy(newKey).put('k', Buffer.from(PLAIN), MINUTE)
    const bytes = await bytesOf('k')
    expect(bytes.length).toBe(1 + 8 + 12 + PLAIN.length + 16)
    for (let at = 0; at + 4 <= PLAIN.length; at++) expect(bytes.includes(PLAIN.slice(at, at + 4))).toBe(false)
    expect(bytes.includes(newKey.subarray(0, 4))).toBe(false)
  })

  it('opens by the documented layout, with the storage key as additional data', async () => {
    const key = `turn/${'x'.repeat(3_000)}`
    await sealedBy(newKey).put(key, Buffer.from(PLAIN), MINUTE)
    const bytes = await bytesOf(key)
    const derive = (purpose: string, length: number) =>
      Buffer.from(hkdfSync('sha256', newKey, '', `outlook-contacts-bot ${purpose}`, length))
    expect(bytes.subarray(0, IV[0])).toEqual(Buffer.concat([Buffer.of(1), derive('key id', 8)]))
    const recordKey = derive(`record ${createHash('sha256').update(key).digest('hex')}`, 32)
    const decipher = createDecipheriv('aes-256-gcm', recordKey, bytes.subarray(...IV)).setAAD(Buffer.from(key))
    decipher.setAuthTag(bytes.subarray(-16))
    expect(decipher.update(bytes.subarray(IV[1], -16), undefined, 'utf8') + decipher.final('utf8')).toBe(PLAIN)
  })

  it('names its key by an id that is not part of the key', async () => {
    await sealedBy(newKey).put('a', Buffer.from(PLAIN), MINUTE)
    await sealedBy(newKey).put('b', Buffer.from(PLAIN), MINUTE)
    await sealedBy(oldKey).put('c', Buffer.from(PLAIN), MINUTE)
    const ids = await Promise.all(['a', 'b', 'c'].map(async (key) => (await bytesOf(key)).toString('hex', 0, 9)))
    expect(ids[0]).toBe(ids[1])
    expect(ids[2]).not.toBe(ids[0])
    expect(newKey.toString('hex')).not.toContain(ids[0]?.slice(2))
  })

  it('S45 sealing: it does not open after any one bit has changed', async () => {
    const store = sealedBy(newKey, oldKey)
    await store.put('k', Buffer.from(PLAIN), MINUTE)
    const bytes = await bytesOf('k')
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const tampered = Buffer.from(bytes)
      tampered[bit >> 3] = (tampered[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      await raw.put('k', tampered, MINUTE)
      expect(await store.get('k'), `bit ${bit}`).toBeUndefined()
    }
    expect(broken).toHaveLength(bytes.length * 8)
    await raw.put('k', bytes, MINUTE)
    expect((await store.get('k'))?.value.toString()).toBe(PLAIN)
  })

  it('S45 sealing: it does not open shortened or lengthened by any number of bytes', async () => {
    const store = sealedBy(newKey)
    await store.put('k', Buffer.from(PLAIN), MINUTE)
    const bytes = await bytesOf('k')
    const others = [
      ...Array.from(bytes.keys(), (length) => bytes.subarray(0, length)),
      Buffer.concat([bytes, Buffer.of(0)]),
    ]
    for (const other of others) {
      await raw.put('k', other, MINUTE)
      expect(await store.get('k')).toBeUndefined()
    }
    expect(broken).toHaveLength(others.length)
  })

  it('S46 record swap: it does not open under another key of the store', async () => {
    const store = sealedBy(newKey)
    await store.put('connection/alice', Buffer.from(PLAIN), MINUTE)
    await raw.put('connection/bob', await bytesOf('connection/alice'), MINUTE)
    await raw.put('connection/alic', await bytesOf('connection/alice'), MINUTE)
    expect(await store.get('connection/bob')).toBeUndefined()
    expect(await store.get('connection/alic')).toBeUndefined()
    expect(broken).toEqual(['connection/bob', 'connection/alic'])
    expect((await store.get('connection/alice'))?.value.toString()).toBe(PLAIN)
  })

  it('that is broken is left as it is, and can be overwritten or deleted', async () => {
    const store = sealedBy(newKey)
    const junk = Buffer.from('not sealed by anybody, but long enough to look like it')
    await raw.put('k', junk, MINUTE)
    expect(await store.get('k')).toBeUndefined()
    expect(await store.add('k', Buffer.from(PLAIN), MINUTE)).toBeUndefined()
    expect(await bytesOf('k')).toEqual(junk)
    await store.put('k', Buffer.from(PLAIN), MINUTE)
    expect((await store.get('k'))?.value.toString()).toBe(PLAIN)
    expect(broken).toEqual(['k'])
    await store.delete('k')
    expect(await store.get('k')).toBeUndefined()
    expect(broken).toEqual(['k'])
  })

  it(`S45 sealing: no two of ${SEALS} have the same IV`, { timeout: 120_000 + SEALS / 2 }, async () => {
    const { store, last } = keepingLast()
    const writer = sealed(store, [newKey])
    const ivs = new Set<string>()
    for (let n = 0; n < SEALS; n++) {
      await writer.put('k', Buffer.from(PLAIN), MINUTE)
      ivs.add(last().toString('latin1', ...IV))
    }
    expect(ivs.size).toBe(SEALS)
  })

  it('has no part in common with one of the same value under another storage key', async () => {
    const store = sealedBy(newKey)
    await store.put('a', Buffer.alloc(64), MINUTE)
    await store.put('b', Buffer.alloc(64), MINUTE)
    const [a, b] = [await bytesOf('a'), await bytesOf('b')]
    expect(a.subarray(...IV).equals(b.subarray(...IV))).toBe(false)
    expect(a.subarray(IV[1], -16).equals(b.subarray(IV[1], -16))).toBe(false)
  })

  describe('beside a record without personal data', () => {
    const isPublic = (key: string, value: Buffer) => key.startsWith('mark/') && value.equals(Buffer.from('done'))
    const marking = () => sealed(raw, [newKey], { isPublic, onBroken: (key) => broken.push(key) })

    it('is written sealed, and the other as it is', async () => {
      await marking().put('mark/1', Buffer.from('done'), MINUTE)
      await marking().put('mark/2', Buffer.from('done with Alice'), MINUTE)
      expect(await bytesOf('mark/1')).toEqual(Buffer.from('\0done'))
      expect((await bytesOf('mark/2'))[0]).toBe(1)
      for (const [key, text] of [
        ['mark/1', 'done'],
        ['mark/2', 'done with Alice'],
      ] as const)
        expect((await marking().get(key))?.value.toString()).toBe(text)
    })

    it.each([
      ['connection/megan', 'done'],
      ['mark/1', 'done with Mallory'],
      ['mark/1', ''],
    ])('S46 record swap: is not replaced by an unsealed one: %s = %j', async (key, text) => {
      await raw.put(key, Buffer.from(`\0${text}`), MINUTE)
      expect(await marking().get(key)).toBeUndefined()
      expect(broken).toEqual([key])
    })
  })

  it('is never written without a key', async () => {
    await expect(sealedBy().put('k', Buffer.from(PLAIN), MINUTE)).rejects.toThrow('No master key')
    expect(await raw.get('k')).toBeUndefined()
  })
})

/** One test of the file. All values are hex. */
type Vector = { key: string; iv: string; aad: string; msg: string; ct: string; tag: string; result: string }

/** AES-256-GCM with an IV of 96 bits, as submitted to NIST: test cases 13 to 16 of McGrew and Viega, "The
 *  Galois/Counter Mode of Operation (GCM)", appendix B. */
const PUBLISHED: Vector[] = [
  { msg: '', ct: '', tag: '530f8afbc74536b9a963b4f1c4cb738b' },
  { msg: '00'.repeat(16), ct: 'cea7403d4d606b6e074ec5d3baf39d18', tag: 'd0d1c8a799996bf0265b98b5d48ab919' },
].map((shown) => ({ key: '00'.repeat(32), iv: '00'.repeat(12), aad: '', ...shown, result: 'valid' }))
const SECOND = {
  key: 'feffe9928665731c6d6a8f9467308308'.repeat(2),
  iv: 'cafebabefacedbaddecaf888',
  msg:
    'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72' +
    '1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255',
  ct:
    '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa' +
    '8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad',
  result: 'valid',
}
PUBLISHED.push(
  { ...SECOND, aad: '', tag: 'b094dac5d93471bdec1a502270e3cc6c' },
  {
    ...SECOND,
    aad: 'feedfacedeadbeeffeedfacedeadbeefabaddad2',
    msg: SECOND.msg.slice(0, 120),
    ct: SECOND.ct.slice(0, 120),
    tag: '76fc6ece0f4e1768cddf8853bb2d551b',
  },
)

/** The tests with our sizes from Wycheproof's file (https://github.com/C2SP/wycheproof, testvectors_v1/aes_gcm_test.json). It is
 *  not part of this repository: WYCHEPROOF names the file. */
function wycheproof(): Vector[] {
  const file = process.env['WYCHEPROOF']
  if (file === undefined) return []
  const { testGroups } = JSON.parse(readFileSync(file, 'utf8')) as {
    testGroups: { keySize: number; ivSize: number; tagSize: number; tests: Vector[] }[]
  }
  const ours = testGroups.filter(({ keySize, ivSize, tagSize }) => keySize === 256 && ivSize === 96 && tagSize === 128)
  const found = ours.flatMap(({ tests }) => tests)
  if (found.length < 60) throw new Error(`${file} is not Wycheproof's aes_gcm_test.json`)
  return found
}

describe('the cipher', () => {
  const vectors = [...PUBLISHED, ...wycheproof()]

  it(`S45 sealing: it agrees with ${vectors.length} published vectors`, () => {
    for (const { result, ...vector } of vectors) {
      const bytes = (name: keyof typeof vector) => Buffer.from(vector[name], 'hex')
      const [key, iv, aad, msg] = [bytes('key'), bytes('iv'), bytes('aad'), bytes('msg')]
      const written = Buffer.concat([bytes('ct'), bytes('tag')])
      const isRight = result === 'valid'
      expect(encrypt(key, iv, aad, msg).equals(written), `${vector.tag} sealed`).toBe(isRight)
      expect(decrypt(key, iv, aad, written), `${vector.tag} opened`).toEqual(isRight ? msg : undefined)
    }
  })

  it('S45 sealing: it refuses a tag that is too short, or that has any bit changed', () => {
    for (const { key, iv, aad, ct, tag } of PUBLISHED) {
      const open = (written: Buffer) =>
        decrypt(Buffer.from(key, 'hex'), Buffer.from(iv, 'hex'), Buffer.from(aad, 'hex'), written)
      const written = Buffer.from(ct + tag, 'hex')
      for (let length = 0; length < 16; length++) {
        expect(open(written.subarray(0, ct.length / 2 + length)), `${length} bytes of tag`).toBeUndefined()
      }
      for (let bit = 0; bit < 128; bit++) {
        const changed = Buffer.from(written)
        const at = ct.length / 2 + (bit >> 3)
        changed[at] = (changed[at] ?? 0) ^ (1 << (bit & 7))
        expect(open(changed), `bit ${bit}`).toBeUndefined()
      }
    }
  })
})

describe('new keys, in two deployments', () => {
  it('S48 rotation: 1,000 records stay readable on both, new ones are sealed under the new key, and the old key can go', async () => {
    const names = Array.from({ length: 1_000 }, (_, n) => `connection/${n}`)
    const before = sealedBy(oldKey)
    for (const name of names) await before.put(name, Buffer.from(name), HOUR)
    const [first, second] = [sealedBy(oldKey, newKey), sealedBy(newKey, oldKey)]
    for (const name of names.slice(0, 500)) await second.put(name, Buffer.from(name), HOUR)
    for (const name of names) {
      expect((await first.get(name))?.value.toString()).toBe(name)
      expect((await second.get(name))?.value.toString()).toBe(name)
    }
    expect(broken).toEqual([])
    const after = sealedBy(newKey)
    const open = await Promise.all(names.map(async (name) => (await after.get(name))?.value.toString()))
    expect(open).toEqual([...names.slice(0, 500), ...Array.from({ length: 500 }, () => undefined)])
    expect(broken).toEqual(names.slice(500))
  })

  it('seal a record anew when it is replaced', async () => {
    await sealedBy(oldKey).put('k', Buffer.from(PLAIN), MINUTE)
    const store = sealedBy(newKey, oldKey)
    const version = (await store.get('k'))?.version ?? ''
    expect(await store.replace('k', version, Buffer.from('next'), MINUTE)).toBeTypeOf('string')
    expect((await sealedBy(newKey).get('k'))?.value.toString()).toBe('next')
  })
})

describe('the canary', () => {
  it('is written at the first start, and accepts the same key at the next', async () => {
    await checkCanary(raw, [newKey])
    await checkCanary(raw, [newKey])
    expect((await sealedBy(newKey).get('canary'))?.value.toString()).toBe('canary')
  })

  it('refuses a wrong key, names key ids and no key, and stays as it is', async () => {
    await checkCanary(raw, [oldKey])
    const before = await bytesOf('canary')
    const error: unknown = await checkCanary(raw, [newKey]).catch((error: unknown) => error)
    expect(error).toBeInstanceOf(CanaryError)
    expect(error).toMatchObject({ code: 'wrong-key' })
    expect(String(error)).toContain(before.toString('hex', 1, 9))
    for (const key of [oldKey, newKey]) {
      expect(String(error)).not.toContain(key.toString('hex', 0, 6))
      expect(String(error)).not.toContain(key.toString('base64').slice(0, 8))
    }
    expect(await bytesOf('canary')).toEqual(before)
  })

  it('that is damaged is not taken for a wrong key', async () => {
    await checkCanary(raw, [newKey])
    const bytes = await bytesOf('canary')
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
    await raw.put('canary', bytes, MINUTE)
    await expect(checkCanary(raw, [newKey])).rejects.toMatchObject({ name: 'CanaryError', code: 'damaged' })
    await raw.put('canary', Buffer.alloc(3), MINUTE)
    await expect(checkCanary(raw, [newKey])).rejects.toBeInstanceOf(CanaryError)
  })

  it('S48 rotation: it is sealed anew under the first key, so that the old one can go', async () => {
    await checkCanary(raw, [oldKey])
    await checkCanary(raw, [oldKey, newKey])
    await expect(checkCanary(raw, [newKey])).rejects.toBeInstanceOf(CanaryError)
    await checkCanary(raw, [newKey, oldKey])
    await checkCanary(raw, [newKey])
    await expect(checkCanary(raw, [oldKey])).rejects.toBeInstanceOf(CanaryError)
  })

  it('is kept for years after the last start', async () => {
    let now = Date.now()
    const store = sqliteStore(join(folder, 'years.sqlite'), { now: () => now })
    await checkCanary(store, [newKey])
    const version = (await store.get('canary'))?.version
    now += 5 * 365 * 24 * HOUR
    await checkCanary(store, [newKey])
    expect((await store.get('canary'))?.version).not.toBe(version)
    now += 6 * 365 * 24 * HOUR
    await expect(checkCanary(store, [oldKey])).rejects.toBeInstanceOf(CanaryError)
    await store.close()
  })

  it('lets all instances that start together start, or only the instances with one of two keys', async () => {
    await Promise.all(Array.from({ length: 20 }, () => checkCanary(raw, [newKey, oldKey])))
    await raw.delete('canary')
    const results = await Promise.allSettled([checkCanary(raw, [newKey]), checkCanary(raw, [oldKey])])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })
})
