import type { Row } from '../row.ts'

export const keepingRows: Row[] = [
  {
    id: 'S45',
    requirement: 'sealing',
    state: 'half',
    tests: ['test/store/sealed-store.test.ts'],
    note: 'the Wycheproof vectors are not in this repository; WYCHEPROOF=aes_gcm_test.json runs those with our sizes, STORE_SEALS=1000000 the million seals',
    bites: [
      {
        file: 'src/store/seal.ts',
        cut: 'const iv = randomBytes(IV_BYTES)',
        put: 'const iv = Buffer.alloc(IV_BYTES)',
      },
      { file: 'src/store/seal.ts', cut: 'Buffer.concat([text, decipher.final()])', put: 'text' },
      { file: 'src/store/seal.ts', cut: ' || value[0] !== FORMAT', put: '' },
    ],
  },
  {
    id: 'S46',
    requirement: 'record swap',
    state: 'done',
    tests: ['test/attacks/record-swap.test.ts', 'test/store/sealed-store.test.ts'],
    bites: [
      { file: 'src/store/seal.ts', cut: 'const aad = Buffer.from(key)', put: "const aad = Buffer.from('')" },
      { file: 'src/store/sealed-store.ts', cut: 'if (!value) onBroken?.(key)', put: '' },
      {
        file: 'src/store/sealed-store.ts',
        cut: 'return isPublic(key, text) ? text : undefined',
        put: 'return text',
        test: 'test/store/sealed-store.test.ts',
      },
    ],
  },
  {
    id: 'S47',
    requirement: 'keys sane',
    state: 'done',
    tests: ['test/attacks/refused-starts.test.ts', 'test/store/encryption-keys.test.ts', 'test/main.test.ts'],
    bites: [
      {
        file: 'src/store/encryption-keys.ts',
        cut: "key.length !== KEY_BYTES || key.toString('base64') !== part",
        put: 'false',
      },
      { file: 'src/store/encryption-keys.ts', cut: 'first !== index', put: 'false' },
      { file: 'src/store/encryption-keys.ts', cut: 'part === EXAMPLE_KEY', put: 'false' },
      { file: 'src/store/encryption-keys.ts', cut: "if (isPattern(key)) return 'is not random'", put: '' },
      {
        file: 'src/store/sealed-store.ts',
        cut: 'if (found && !open(masters, CANARY, found)) throw canaryError(masters, found)',
        put: '',
        test: 'test/main.test.ts',
      },
    ],
  },
  {
    id: 'S48',
    requirement: 'rotation',
    state: 'done',
    tests: ['test/attacks/rotation.test.ts', 'test/store/sealed-store.test.ts'],
    bites: [
      {
        file: 'src/store/seal.ts',
        cut: 'return masters.find(({ id })',
        put: 'return masters.slice(0, 1).find(({ id })',
      },
      {
        file: 'src/store/seal.ts',
        cut: 'function seal([first]: Master[], key: string, value: Buffer): Buffer {',
        put: 'function seal(all: Master[], key: string, value: Buffer): Buffer {\n  const first = all.at(-1)',
      },
    ],
  },
  {
    id: 'S49',
    requirement: 'files',
    state: 'done',
    tests: ['test/store/drivers/sqlite.test.ts', 'test/store/encryption-keys.test.ts', 'test/store/owner-only.test.ts'],
    bites: [
      { file: 'src/store/owner-only.ts', cut: 'chmodSync(folder, 0o700)', put: 'chmodSync(folder, 0o755)' },
      { file: 'src/store/owner-only.ts', cut: 'chmodSync(file, 0o600)', put: 'chmodSync(file, 0o644)' },
      {
        file: 'src/store/owner-only.ts',
        cut: 'chmodSync(temporary, 0o600)',
        put: 'chmodSync(temporary, 0o644)',
        test: 'test/store/owner-only.test.ts',
      },
    ],
  },
  {
    id: 'S63',
    requirement: 'no book ends the process',
    state: 'done',
    tests: [
      'test/attacks/heavy-books.test.ts',
      'test/book/room.test.ts',
      'test/book/heap-size.test.ts',
      'test/graph/cut.test.ts',
      'test/graph/graph.test.ts',
    ],
    bites: [
      {
        file: 'src/graph/cut.ts',
        cut: 'return copyOf(part)',
        put: 'return part',
        test: 'test/graph/cut.test.ts',
      },
      {
        file: 'src/graph/contact.ts',
        cut: 'json.slice(0, MOST_VALUES)',
        put: 'json',
        test: 'test/graph/cut.test.ts',
      },
      {
        file: 'src/graph/client.ts',
        cut: 'mostBytes: MOST_BYTES, ',
        put: '',
        test: 'test/graph/graph.test.ts',
      },
      {
        file: 'src/book/room.ts',
        cut: 'if (used > mostBytes) throw',
        put: 'if (used < 0) throw',
        test: 'test/book/room.test.ts',
      },
      {
        file: 'src/book/room.ts',
        cut: 'if (!isIn && !isHalfFree()) await',
        put: 'if (used < 0) await',
        test: 'test/book/room.test.ts',
      },
      {
        file: 'src/book/heap-size.ts',
        cut: '  return NAME_WORD * Math.ceil(word.length / LETTERS)',
        put: '  return WORD',
        test: 'test/book/heap-size.test.ts',
      },
      {
        file: 'src/graph/cut.ts',
        cut: 'export const MOST_IN_NOTES = 2_000',
        put: 'export const MOST_IN_NOTES = 200_000',
      },
    ],
  },
]
