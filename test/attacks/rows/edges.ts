import type { Row } from '../row.ts'

/** What a second look at the sign-in's edges found. */
export const edgeRows: Row[] = [
  {
    id: 'S61',
    requirement: 'no code for whoever opened the window',
    state: 'done',
    tests: ['test/browser/pages.test.ts'],
    bites: [
      {
        file: 'src/http/outcome-pages.ts',
        cut: "  return user.channelId === 'msteams'",
        put: "  return user.channelId !== ''",
      },
      {
        file: 'src/http/hand-over.js',
        cut: '() => (button ? offer(button) : handOver()),',
        put: '() => handOver(),',
      },
    ],
  },
  {
    id: 'S62',
    requirement: 'one question holds up nobody',
    state: 'done',
    tests: [
      'test/search/hostile.test.ts',
      'test/search/texts.test.ts',
      'test/attacks/long-texts.test.ts',
      'test/commands/list-recent.test.ts',
    ],
    bites: [
      {
        file: 'src/commands/editing/list.ts',
        cut: 'contacts.slice(0, MOST_LOOKED_FOR)',
        put: 'contacts',
        test: 'test/commands/list-recent.test.ts',
      },
      {
        file: 'src/chat/mentions.ts',
        cut: 'if (lower.startsWith(',
        put: 'if (rest.toLowerCase().startsWith(',
        test: 'test/attacks/long-texts.test.ts',
      },
      { file: 'src/search/query/query-words.ts', cut: ' && !texts.includes(text)', put: '' },
      {
        file: 'src/search/query/query-words.ts',
        cut: 'texts.length === MAX_WORDS',
        put: 'texts.length === MAX_WORDS * 2',
      },
      {
        file: 'src/search/contacts/texts.ts',
        cut: "if (part === '') return",
        put: '',
        test: 'test/search/texts.test.ts',
      },
      { file: 'src/search/budget.ts', cut: 'left.steps -= value ?? 0', put: 'left.steps -= 0' },
      { file: 'src/search/budget.ts', cut: 'left.ms -= now() - begun', put: 'left.ms -= now() - now()' },
      { file: 'src/search/query/match.ts', cut: 'if (steps >= PIECE)', put: 'if (steps >= PIECE ** 3)' },
      { file: 'src/next-turn.ts', cut: 'last.then(() => laterTurn())', put: 'laterTurn()' },
      {
        file: 'src/search/search.ts',
        cut: '(last ?? inSlices(makeAhead(dictionary)))',
        put: 'inSlices(makeAhead(dictionary))',
      },
      { file: 'src/search/contacts/phones.ts', cut: 'const cut = text.slice(0, MAX_CHARS)', put: 'const cut = text' },
    ],
  },
  {
    id: 'S65',
    requirement: 'rules hold at each use',
    state: 'done',
    tests: ['test/attacks/rules.test.ts'],
    bites: [
      {
        file: 'src/commands/with-token.ts',
        cut: 'await allowedRecord(user, services, exchange.opening?.connection?.take())',
        put: 'await services.connections.get(connectionKey(user))',
      },
      {
        file: 'src/sign-in/account-rules.ts',
        cut: 'return mayConnect(rules, account.tid) && (mayChoose',
        put: 'return (mayChoose',
      },
      {
        file: 'src/sign-in/account-rules.ts',
        cut: '&& (mayChoose(rules, user) || isOwnAccount(account, user))',
        put: "&& user.id !== ''",
      },
      {
        file: 'src/sign-in/check-code.ts',
        cut: 'if (!mayUse(rules, user, account) || ',
        put: "if ((!mayUse(rules, user, account) && code === '') || ",
      },
    ],
  },
  {
    id: 'S66',
    requirement: 'names are shown, never believed',
    state: 'done',
    tests: ['test/browser/pages.test.ts'],
    bites: [
      { file: 'src/text/shown-name.ts', cut: "    .replace(/(\\p{M}\\p{M})\\p{M}+/gu, '$1')\n", put: '' },
      { file: 'src/text/shown-name.ts', cut: 'max = 40', put: 'max = 400' },
      {
        file: 'src/text/shown-name.ts',
        cut: "    .replace(/[\\p{Cf}\\p{Co}\\p{Cn}\\p{Default_Ignorable_Code_Point}]/gu, '')\n",
        put: '',
      },
      { file: 'src/http/sides.ts', cut: 'words.quoted(shown)', put: 'shown' },
    ],
  },
  {
    id: 'S68',
    requirement: 'small gaps of the sign-in',
    state: 'done',
    tests: ['test/attacks/edges.test.ts'],
    bites: [
      {
        file: 'src/entra/issuers-keys.ts',
        cut: "return typeof named === 'string' && named.replace('{tenantid}', tenant).toLowerCase() === issuer.toLowerCase()",
        put: "return typeof named === 'string' && tenant !== ''",
      },
      {
        file: 'src/http/cross-site.ts',
        cut: 'return origin !== undefined && origin !== new URL(publicUrl).origin',
        put: "return origin !== undefined && publicUrl === ''",
      },
      { file: 'src/http/cross-site.ts', cut: 'return !isShown', put: 'return isShown' },
      {
        file: 'src/sign-in/admin-consent.ts',
        cut: "  if (!isKnown) return { kind: 'malformed' }\n",
        put: "  if (!isKnown && state === '') return { kind: 'malformed' }\n",
      },
    ],
  },
]
