import type { Row } from '../row.ts'

export const signInRows: Row[] = [
  {
    id: 'S20',
    requirement: 'relay, channel vouches',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S21',
    requirement: 'relay, channel does not vouch',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S22',
    requirement: 'code bound to its flow',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S23',
    requirement: 'code guessing',
    state: 'done',
    tests: ['test/attacks/code-guessing.test.ts'],
    bites: [
      {
        file: 'src/connection/sign-in.ts',
        cut: 'return triesLeft > 0 ? { ...found, provisional: { ...provisional, triesLeft } } : undefined',
        put: 'return found',
      },
      {
        file: 'src/connection/sign-in-count.ts',
        cut: 'if (times >= A_DAY) return false',
        put: '',
      },
      {
        file: 'src/connection/sign-in-count.ts',
        cut: '${hashOf(userKey(user))}',
        put: '${userKey(user)}',
      },
      {
        file: 'src/connection/sign-in-count.ts',
        cut: 'if ((await records.replace(key, found.version, counted, keptMs)) !== undefined) return true',
        put: 'await records.put(key, counted, keptMs)\n      return true',
      },
    ],
  },
  {
    id: 'S24',
    requirement: 'code quality',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S25',
    requirement: 'login CSRF',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S26',
    requirement: 'cookie of another flow',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S27',
    requirement: 'state and code once',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S28',
    requirement: 'PKCE',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S29',
    requirement: 'nonce',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S30',
    requirement: 'id token matrix',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S31',
    requirement: 'tenant',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S32',
    requirement: 'identity is tid and oid',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S33',
    requirement: 'guests',
    state: 'done',
    tests: ['test/attacks/other-accounts.test.ts'],
    bites: [
      {
        file: 'src/connection/sign-in.ts',
        cut: 'if (!sameId(account.oid, user.aadObjectId) || !sameId(account.tid, user.tenantId)) {',
        put: 'if (false as boolean) {',
      },
      {
        file: 'src/connection/sign-in.ts',
        cut: 'if (options.otherAccounts) return park(key, pending, signedIn)',
        put: "if (options.otherAccounts) return { kind: 'connected', account, flow: (await connect(key, pending, signedIn)) ?? pending }",
      },
      {
        file: 'src/connection/sign-in.ts',
        cut: 'if (!mayConnect(account.tid)) {',
        put: 'if (false as boolean) {',
      },
    ],
  },
  {
    id: 'S34',
    requirement: 'mix-up',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S35',
    requirement: 'parameter pollution',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S36',
    requirement: 'script in pages',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S37',
    requirement: 'no open redirect',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S38',
    requirement: 'ticket',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S39',
    requirement: 'cookie',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S40',
    requirement: 'headers of every page and error',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S41',
    requirement: 'flood of sign-in routes',
    state: 'done',
    tests: ['test/attacks/sign-in-flood.test.ts'],
    bites: [
      {
        file: 'src/http/routes.ts',
        cut: 'if (waitMs === 0) return handle(request)',
        put: 'if (waitMs >= 0) return handle(request)',
      },
      { file: 'src/http/client-address.ts', cut: '.slice(0, proxies)', put: '' },
      { file: 'src/http/client-address.ts', cut: '.slice(0, 4)', put: '' },
    ],
  },
  {
    id: 'S42',
    requirement: 'the person is told',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S43',
    requirement: 'sign-out is final',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S44',
    requirement: 'leaver',
    state: 'waiting',
    note: 'not written yet',
  },
]
