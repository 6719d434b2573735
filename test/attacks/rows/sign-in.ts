import type { Row } from '../row.ts'

export const signInRows: Row[] = [
  {
    id: 'S20',
    requirement: 'relay, channel vouches',
    state: 'done',
    tests: ['test/sign-in/sign-in.test.ts'],
    bites: [
      {
        file: 'src/sign-in/account-rules.ts',
        cut: 'return sameId(oid, aadObjectId) && sameId(tid, tenantId)',
        put: "return tenantId !== '' || sameId(oid, aadObjectId)",
      },
      {
        file: 'src/cards/sign-in-card.ts',
        cut: 'return [[ownText(catalogue.mismatch)], again]',
        put: 'return [[ownText(`${outcome.account.username}: ${catalogue.mismatch}`)], again]',
      },
    ],
  },
  {
    id: 'S21',
    requirement: 'relay, channel does not vouch',
    state: 'done',
    tests: ['test/conversations/code-path.test.ts', 'test/attacks/secrets.test.ts', 'test/attacks/pages.test.ts'],
    bites: [
      {
        file: 'src/sign-in/finish.ts',
        cut: '  if (!user.vouched) return park(parts, pending, signedIn)',
        put: `  if (!user.vouched) {
    const done = await connect({ pendings, connections }, pending, signedIn)
    return done ? { kind: 'connected', account, flow: flowOf(done) } : { kind: 'superseded' }
  }`,
      },
      {
        file: 'src/http/start-pages.ts',
        cut: `<p>\${escape(words.warning)}</p>
<form`,
        put: '<form',
        test: 'test/attacks/pages.test.ts',
      },
      {
        file: 'src/http/sign-in-pages.ts',
        cut: '  if (isFromElsewhere(request.headers, site.publicUrl, isShown)) {',
        put: '  if (isFromElsewhere({}, site.publicUrl, isShown)) {',
        test: 'test/attacks/pages.test.ts',
      },
      {
        file: 'src/http/start-pages.ts',
        cut: '<button type="submit" class="other" name="cancel" value="yes">${escape(words.cancel)}</button>',
        put: '',
        test: 'test/attacks/pages.test.ts',
      },
      {
        file: 'src/sign-in/pending.ts',
        cut: 'const SIGN_IN_TTL_MS = 10 * 60 * 1000',
        put: 'const SIGN_IN_TTL_MS = 60 * 60 * 1000',
        test: 'test/attacks/secrets.test.ts',
      },
    ],
  },
  {
    id: 'S22',
    requirement: 'code bound to its flow',
    state: 'done',
    tests: ['test/attacks/sign-out.test.ts', 'test/conversations/code-path.test.ts'],
    bites: [
      {
        file: 'src/connection/chat-user.ts',
        cut: '[channelId, conversationId, id]',
        put: '[channelId, id]',
      },
      {
        file: 'src/connection/chat-user.ts',
        cut: '[channelId, conversationId, id]',
        put: '[channelId, conversationId]',
      },
      {
        file: 'src/commands/dispatch.ts',
        cut: `  if (!exchange.chat.personal) return notHere(command, exchange)
`,
        put: '',
      },
      {
        file: 'src/sign-in/check-code.ts',
        cut: 'hashOf(epoch + code))',
        put: 'provisional.codeHash)',
        test: 'test/conversations/code-path.test.ts',
      },
    ],
  },
  {
    id: 'S23',
    requirement: 'code guessing',
    state: 'done',
    tests: ['test/attacks/code-guessing.test.ts', 'test/sign-in/code-count.test.ts'],
    bites: [
      {
        file: 'src/sign-in/check-code.ts',
        cut: 'return triesLeft > 0 ? { ...found, provisional: { ...provisional, triesLeft } } : undefined',
        put: 'return found',
      },
      {
        file: 'src/sign-in/code-count.ts',
        cut: 'return !found || found.value.times < CODES_A_DAY',
        put: 'return true',
      },
      { file: 'src/sign-in/check-code.ts', cut: '  await counts.handedOut(user)\n', put: '' },
      {
        file: 'src/sign-in/code-count.ts',
        cut: '{ value: { ...found, times: found.times + 1 }, ttlMs: leftMs(found) }',
        put: '{ value: found, ttlMs: leftMs(found) }',
      },
      {
        file: 'src/sign-in/code-count.ts',
        cut: '${hashOf(userKey(user))}',
        put: '${userKey(user)}',
        test: 'test/sign-in/code-count.test.ts',
      },
      {
        file: 'src/store/update.ts',
        cut: 'if (version !== undefined) return {',
        put: 'if (before || version !== undefined) return {',
      },
    ],
  },
  {
    id: 'S24',
    requirement: 'code quality',
    state: 'done',
    tests: ['test/attacks/secrets.test.ts'],
    note: 'no test shows that codes are compared in constant time (`sameHash`)',
    bites: [
      {
        file: 'src/sign-in/one-time-code.ts',
        cut: 'String(randomInt(10 ** CODE_DIGITS))',
        put: 'String(randomInt(100_000, 1_000_000))',
      },
      {
        file: 'src/sign-in/one-time-code.ts',
        cut: 'randomInt(10 ** CODE_DIGITS)',
        put: 'Math.floor(Math.random() * 1_000_000)',
      },
      { file: 'src/sign-in/one-time-code.ts', cut: ".padStart(CODE_DIGITS, '0')", put: '' },
      {
        file: 'src/sign-in/check-code.ts',
        cut: 'codeHash: hashOf(epoch + code), triesLeft',
        put: 'codeHash: hashOf(epoch + code), code, triesLeft',
      },
      {
        file: 'src/sign-in/pending.ts',
        cut: 'const SIGN_IN_TTL_MS = 10 * 60 * 1000',
        put: 'const SIGN_IN_TTL_MS = 60 * 60 * 1000',
      },
    ],
  },
  {
    id: 'S25',
    requirement: 'login CSRF',
    state: 'done',
    tests: ['test/sign-in/sign-in.test.ts', 'test/attacks/sign-in.test.ts'],
    bites: [
      {
        file: 'src/sign-in/finish.ts',
        cut: `  if (presented === undefined) return endElse(parts, stateHash, { kind: 'wrong_browser' })
  const visit = await findState(pendings, stateHash)
  if (!visit || !entra) return endOf(parts, stateHash)
  if (!sameHash(visit.cookieHash, hashOf(presented))) return { kind: 'wrong_browser' }
`,
        put: `  const visit = await findState(pendings, stateHash)
  if (!visit || !entra) return endOf(parts, stateHash)
`,
      },
      {
        file: 'src/sign-in/finish.ts',
        cut: `  if (!sameHash(visit.cookieHash, hashOf(presented))) return { kind: 'wrong_browser' }
`,
        put: '',
      },
    ],
  },
  {
    id: 'S26',
    requirement: 'cookie of another flow',
    state: 'done',
    tests: ['test/sign-in/sign-in.test.ts', 'test/attacks/sign-in.test.ts'],
    bites: [
      {
        file: 'src/sign-in/cookie.ts',
        cut: '  return `signin-${stateHash.slice(0, 16)}`',
        put: "  return stateHash && 'signin'",
      },
      {
        file: 'src/sign-in/finish.ts',
        cut: `  if (!sameHash(visit.cookieHash, hashOf(presented))) return { kind: 'wrong_browser' }
`,
        put: '',
      },
    ],
  },
  {
    id: 'S27',
    requirement: 'state and code once',
    state: 'done',
    tests: ['test/sign-in/sign-in.test.ts'],
    bites: [
      {
        file: 'src/sign-in/finish.ts',
        cut: `    ({ visits }) => visits?.some(isThis) ?? false,
`,
        put: `    () => true,
`,
      },
    ],
  },
  {
    id: 'S28',
    requirement: 'PKCE',
    state: 'done',
    tests: ['test/attacks/sign-in.test.ts'],
    bites: [
      {
        file: 'src/entra/authorize.ts',
        cut: `    code_challenge: await oidc.calculatePKCECodeChallenge(request.codeVerifier),
    code_challenge_method: 'S256',`,
        put: `    code_challenge: request.codeVerifier,
    code_challenge_method: 'plain',`,
      },
      {
        file: 'src/sign-in/start.ts',
        cut: 'const codeVerifier = secret()',
        put: `const codeVerifier = \`\${secret().slice(0, 22)}\${'A'.repeat(21)}\``,
      },
    ],
  },
  {
    id: 'S29',
    requirement: 'nonce',
    state: 'done',
    tests: ['test/attacks/sign-in.test.ts'],
    bites: [
      {
        file: 'src/entra/authorization-code.ts',
        cut: `    expectedNonce: nonce,
`,
        put: '',
      },
    ],
  },
  {
    id: 'S30',
    requirement: 'id token matrix',
    state: 'done',
    tests: ['test/attacks/sign-in.test.ts'],
    bites: [
      { file: 'src/entra/discovery.ts', cut: '  oidc.enableNonRepudiationChecks(made)\n', put: '' },
      {
        file: 'src/entra/discovery.ts',
        cut: 'const CLOCK_SKEW_SECONDS = 300',
        put: 'const CLOCK_SKEW_SECONDS = 3_000',
      },
      {
        file: 'src/entra/authorization-code.ts',
        cut: "  if (typeof oid !== 'string') throw",
        put: "  if (oid === '') throw",
      },
      {
        file: 'src/sign-in/finish.ts',
        cut: `  if (signedIn.tokens.refreshToken === undefined) throw new EntraError('no_lasting_access')
`,
        put: '',
      },
    ],
  },
  {
    id: 'S31',
    requirement: 'tenant',
    state: 'done',
    tests: ['test/attacks/sign-in.test.ts'],
    bites: [
      {
        file: 'src/entra/authorization-code.ts',
        cut: ` || tid.toLowerCase() !== tenant.toLowerCase()) {
    throw new EntraError('untrusted', { reason: 'id_token_tenant' })
  }
  if (typeof oid !== 'string') throw new EntraError('untrusted', { reason: 'id_token_account' })
  if (claims.iss !== \`\${authority}/\${tid}/v2.0\`) throw`,
        put: `) {
    throw new EntraError('untrusted', { reason: 'id_token_tenant' })
  }
  if (typeof oid !== 'string') throw new EntraError('untrusted', { reason: 'id_token_account' })
  if (claims.iss === '') throw`,
      },
      {
        file: 'src/sign-in/account-rules.ts',
        cut: '  return otherAccounts || !sameId(tenantId, PERSONAL_TENANT)',
        put: "  return otherAccounts || tenantId !== ''",
      },
      {
        file: 'src/sign-in/finish.ts',
        cut: '  if (!mayConnect(rules, account.tid)) {',
        put: "  if (account.tid === '') {",
      },
      {
        file: 'src/sign-in/account-rules.ts',
        cut: '  return mayChoose(rules, user) || (user.tenantId !== undefined && mayConnect(rules, user.tenantId))',
        put: '  return user !== undefined',
      },
    ],
  },
  {
    id: 'S32',
    requirement: 'identity is tid and oid',
    state: 'done',
    tests: ['test/attacks/sign-in.test.ts'],
    bites: [
      {
        file: 'src/sign-in/account-rules.ts',
        cut: 'return sameId(oid, aadObjectId) && sameId(tid, tenantId)',
        put: 'return sameId(tid, tenantId)',
      },
    ],
  },
  {
    id: 'S33',
    requirement: 'guests',
    state: 'done',
    tests: ['test/attacks/other-accounts.test.ts'],
    bites: [
      {
        file: 'src/sign-in/finish.ts',
        cut: 'if (!isOwnAccount(account, user)) {',
        put: 'if (false as boolean) {',
      },
      {
        file: 'src/sign-in/finish.ts',
        cut: 'if (rules.otherAccounts) return park(parts, pending, signedIn)',
        put: "if (rules.otherAccounts) return { kind: 'connected', account, flow: flowOf((await connect({ pendings, connections }, pending, signedIn)) ?? pending) }",
      },
      {
        file: 'src/sign-in/finish.ts',
        cut: 'if (!mayConnect(rules, account.tid)) {',
        put: 'if (false as boolean) {',
      },
    ],
  },
  {
    id: 'S34',
    requirement: 'mix-up',
    state: 'done',
    tests: ['test/attacks/sign-in.test.ts', 'test/sign-in/sign-in.test.ts'],
    bites: [
      {
        file: 'src/entra/discovery.ts',
        cut: 'if (named?.toLowerCase() !== issuer.toLowerCase()) {',
        put: "if (named === '') {",
      },
      {
        file: 'src/entra/discovery.ts',
        cut: 'endpoints.some((url) => !String(url).startsWith(`${authority}/`))',
        put: 'endpoints.length === 0',
      },
      {
        file: 'src/sign-in/finish.ts',
        cut: 'await entra.signIn(pending.tenant, callback, expected)',
        put: "await entra.signIn(pending.tenant, new URL(callback.href.replace(/&iss=[^&]*/, '')), expected)",
      },
    ],
  },
  {
    id: 'S35',
    requirement: 'parameter pollution',
    state: 'done',
    tests: ['test/sign-in/sign-in.test.ts'],
    bites: [
      {
        file: 'src/sign-in/callback.ts',
        cut: `  if (CALLBACK_PARAMETERS.some((name) => query.getAll(name).length > 1)) return false
`,
        put: '',
      },
      {
        file: 'src/sign-in/callback.ts',
        cut: `  if (query.toString().length > 8_000) return false
`,
        put: '',
      },
      { file: 'src/sign-in/callback.ts', cut: 'answers.length === 1', put: 'answers.length > 0' },
      { file: 'src/sign-in/callback.ts', cut: '/^[\\x20-\\x7e]+$/', put: '/./' },
    ],
  },
  {
    id: 'S36',
    requirement: 'script in pages',
    state: 'done',
    tests: ['test/attacks/pages.test.ts'],
    bites: [
      {
        file: 'src/http/page-layout.ts',
        cut: `  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')`,
        put: '  return text',
      },
      { file: 'src/http/page-layout.ts', cut: `/[&<>"']/g`, put: `/[&>"']/g` },
      {
        file: 'src/http/sign-in-pages.ts',
        cut: "if ('kind' in asker) return end(asker, request)",
        put: "if ('kind' in asker) return show({ status: 410, html: `<p>${ticket}</p>` })",
      },
    ],
  },
  {
    id: 'S37',
    requirement: 'no open redirect',
    state: 'done',
    tests: ['test/attacks/pages.test.ts', 'test/sign-in/sign-in.test.ts'],
    bites: [
      {
        file: 'src/http/sign-in-pages.ts',
        cut: '`0; url=${location}`',
        put: "`0; url=${form.get('next') ?? location}`",
      },
    ],
  },
  {
    id: 'S38',
    requirement: 'ticket',
    state: 'done',
    tests: ['test/sign-in/sign-in.test.ts', 'test/attacks/secrets.test.ts'],
    bites: [
      {
        file: 'src/http/sign-in-pages.ts',
        cut: '  return show(startPage(ticket,',
        put: `  await signIn.decline(ticket)
  return show(startPage(ticket,`,
      },
      {
        file: 'src/sign-in/begin.ts',
        cut: 'ticket: secret()',
        put: 'ticket: secret().slice(0, 20)',
        test: 'test/attacks/secrets.test.ts',
      },
      {
        file: 'src/sign-in/pending.ts',
        cut: 'const SIGN_IN_TTL_MS = 10 * 60 * 1000',
        put: 'const SIGN_IN_TTL_MS = 60 * 60 * 1000',
        test: 'test/attacks/secrets.test.ts',
      },
    ],
  },
  {
    id: 'S39',
    requirement: 'cookie',
    state: 'done',
    tests: ['test/sign-in/sign-in.test.ts'],
    bites: [
      {
        file: 'src/http/flow-cookie.ts',
        cut: "const prefix = secure ? '__Host-' : ''",
        put: "const prefix = ''",
      },
      { file: 'src/http/flow-cookie.ts', cut: '; HttpOnly', put: '' },
      { file: 'src/http/flow-cookie.ts', cut: 'SameSite=Lax', put: 'SameSite=None' },
      { file: 'src/http/flow-cookie.ts', cut: 'SIGN_IN_TTL_MS / 1_000', put: 'SIGN_IN_TTL_MS / 100' },
      {
        file: 'src/http/sign-in-pages.ts',
        cut: `    if (value !== undefined) spent.push(cookies.clear(name))
`,
        put: '',
      },
    ],
  },
  {
    id: 'S40',
    requirement: 'headers of every page and error',
    state: 'done',
    tests: ['test/attacks/pages.test.ts', 'test/sign-in/sign-in.test.ts'],
    bites: [
      {
        file: 'src/http/headers.ts',
        cut: `    'cache-control': 'no-store',
`,
        put: '',
      },
      {
        file: 'src/http/headers.ts',
        cut: `    'referrer-policy': 'no-referrer',
`,
        put: '',
      },
      {
        file: 'src/http/headers.ts',
        cut: `    'x-content-type-options': 'nosniff',
`,
        put: '',
      },
      {
        file: 'src/http/headers.ts',
        cut: `    ...(secure && { 'strict-transport-security': 'max-age=31536000' }),
`,
        put: '',
      },
      {
        file: 'src/http/server.ts',
        cut: 'response.sendRaw(status, body, { ...everywhere, ',
        put: 'response.sendRaw(status, body, { ',
      },
    ],
  },
  {
    id: 'S41',
    requirement: 'flood of sign-in routes',
    state: 'done',
    tests: ['test/attacks/sign-in-flood.test.ts'],
    bites: [
      {
        file: 'src/http/flood.ts',
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
    state: 'done',
    tests: ['test/attacks/sign-out.test.ts'],
    bites: [
      {
        file: 'src/http/sign-in-pages.ts',
        cut: `    if ('flow' in outcome) track(tell(outcome))
`,
        put: '',
      },
    ],
  },
  {
    id: 'S43',
    requirement: 'sign-out is final',
    state: 'done',
    tests: ['test/attacks/sign-out.test.ts'],
    bites: [
      {
        file: 'src/commands/forget.ts',
        cut: `  await connections.delete(connectionKey(user))
`,
        put: '',
      },
      {
        file: 'src/commands/forget.ts',
        cut: `  const underWay = await signIn.drop(user)
`,
        put: `  const underWay = undefined
`,
      },
    ],
  },
  {
    id: 'S64',
    requirement: 'two clocks compared',
    state: 'done',
    tests: ['test/attacks/leaving.test.ts'],
    note: 'between the times of two notices ten seconds are allowed for; in doubt the person is forgotten',
    bites: [
      {
        file: 'src/commands/uninstall.ts',
        cut: 'connected?.askedAt !== undefined && connected.askedAt > surely',
        put: '(connected?.since ?? 0) > sentAt',
      },
      { file: 'src/commands/uninstall.ts', cut: 'const surely = sentAt + SKEW_MS', put: 'const surely = sentAt' },
      {
        file: 'src/connection/departures.ts',
        cut: " && handled.includes(at)) return 'leave'",
        put: " && !at) return 'leave'",
      },
    ],
  },
  {
    id: 'S69',
    requirement: 'forgotten for good',
    state: 'done',
    tests: ['test/attacks/forgotten.test.ts', 'test/connection/tokens.test.ts'],
    bites: [
      {
        file: 'src/connection/tokens.ts',
        cut: '        if (!still) return notConnected\n',
        put: '        if (!still) return liveToken(connection)\n',
        test: 'test/connection/tokens.test.ts',
      },
      {
        file: 'src/commands/forget.ts',
        cut: '  if (stored) await departures.ended(user, stored.value.epoch)\n',
        put: '',
      },
      { file: 'src/commands/dispatch.ts', cut: '  void opening?.connection?.take()\n', put: '' },
      { file: 'src/chat/invokes.ts', cut: "KNOWN.find((known) => known === name) ?? 'unknown'", put: "name ?? ''" },
      { file: 'src/log.ts', cut: 'stack.slice(begin + message.length)', put: 'stack' },
    ],
  },
  {
    id: 'S44',
    requirement: 'leaver',
    state: 'done',
    tests: [
      'test/attacks/sign-out.test.ts',
      'test/conversations/lifecycle.test.ts',
      'test/channel/same-press.test.ts',
      'test/sign-in/offers.test.ts',
      'test/commands/import-records.test.ts',
      'test/photos/photos.test.ts',
    ],
    bites: [
      {
        file: 'src/store/id-lists.ts',
        cut: '      if (!(await of(key)).includes(id)) await record.remove(id)\n',
        put: '',
        test: 'test/photos/photos.test.ts',
      },
      {
        file: 'src/channel/same-press.ts',
        cut: '[hashOf(from.id), ',
        put: '[keyPart(from.id), ',
        test: 'test/channel/same-press.test.ts',
      },
      {
        file: 'src/commands/forget.ts',
        cut: `  await connections.delete(connectionKey(user))
`,
        put: '',
      },
      {
        file: 'src/commands/forget.ts',
        cut: `  const underWay = await signIn.drop(user)
`,
        put: `  const underWay = undefined
`,
      },
      {
        file: 'src/commands/dispatch.ts',
        cut: `  if (!isAnsweredAlways(command) && (await hasLeftOrMovedOn(command, opened, services))) return
`,
        put: '',
      },
      { file: 'src/commands/forget.ts', cut: '  await addressBooks.forget(bookKey(user))\n', put: '' },
      { file: 'src/commands/forget.ts', cut: '  await recents.forget(recentKey(user))\n', put: '' },
      {
        file: 'src/sign-in/start.ts',
        cut: 'askedAt !== undefined && (await departures.isOver(user, askedAt))',
        put: 'askedAt === -1',
        test: 'test/sign-in/offers.test.ts',
      },
      {
        file: 'src/sign-in/offers.ts',
        cut: ' && carried.madeAt > Date.now() - GOOD_FOR_MS',
        put: '',
        test: 'test/sign-in/offers.test.ts',
      },
      {
        file: 'src/connection/departures.ts',
        cut: 'const DEPARTURE_KEPT_MS = CONNECTION_TTL_MS',
        put: 'const DEPARTURE_KEPT_MS = CONNECTION_TTL_MS / 9_000',
        test: 'test/sign-in/offers.test.ts',
      },
    ],
  },
]
