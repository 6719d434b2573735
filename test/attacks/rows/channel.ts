import type { Row } from '../row.ts'

export const channelRows: Row[] = [
  {
    id: 'S1',
    requirement: "channel token's signature is real",
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S2',
    requirement: 'issuer and audience exact',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S3',
    requirement: 'time',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S4',
    requirement: 'serviceUrl bound to the token',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S5',
    requirement: "serviceUrl's host on a list",
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S6',
    requirement: 'channel endorsed',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S7',
    requirement: 'emulator and skill paths closed',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S8',
    requirement: 'no memory of bogus tokens',
    state: 'done',
    tests: ['test/attacks/bogus-tokens.test.ts'],
    bites: [
      {
        file: 'src/teams/authentication.ts',
        cut: '    const verified = await verify(token)\n',
        put: '    this.#verified.set(token, { token: { claims: {}, endorsements: [], expiresAt: 0 }, until: 0 })\n    const verified = await verify(token)\n',
      },
      {
        file: 'src/teams/channel-token.ts',
        cut: 'if (now() - readAt < (known ? FRESH_MS : UNKNOWN_MS)) return known',
        put: 'if (known) return known',
      },
    ],
  },
  {
    id: 'S9',
    requirement: 'checks cannot be off',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S10',
    requirement: 'odd bodies',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S11',
    requirement: 'replay',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S12',
    requirement: 'size',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S13',
    requirement: 'compression',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S14',
    requirement: 'media type',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S15',
    requirement: 'slow clients',
    state: 'done',
    tests: ['test/attacks/slow-clients.test.ts', 'test/http/server.test.ts'],
    bites: [
      {
        file: 'src/http/server.ts',
        cut: 'Object.assign(server.server, options.slowClients ?? SLOW_CLIENTS, ',
        put: 'Object.assign(server.server, ',
      },
      {
        file: 'src/http/server.ts',
        cut: 'headersTimeout: 10_000, requestTimeout: 20_000',
        put: 'headersTimeout: 60_000, requestTimeout: 300_000',
        test: 'test/http/server.test.ts',
      },
      {
        file: 'src/http/server.ts',
        cut: ', { maxConnections: MAX_CONNECTIONS }',
        put: '',
        test: 'test/http/server.test.ts',
      },
    ],
  },
  {
    id: 'S16',
    requirement: 'framing',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S17',
    requirement: 'Host not trusted',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S18',
    requirement: 'surface',
    state: 'waiting',
    note: 'not written yet',
  },
]
