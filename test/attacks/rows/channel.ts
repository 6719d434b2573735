import type { Row } from '../row.ts'

const AUTHENTICATION = 'test/channel/authentication.test.ts'
const TURN = 'test/channel/receive.test.ts'
const CHANNEL = 'test/attacks/channel.test.ts'
const HTTP = 'test/attacks/http.test.ts'
const SERVER = 'test/http/server.test.ts'

const TOKEN = 'src/channel/channel-token.ts'
const UNVERIFIED = 'const { iss, aud } = decodeJwt(token)'

export const channelRows: Row[] = [
  {
    id: 'S1',
    requirement: "channel token's signature is real",
    state: 'done',
    tests: [CHANNEL, AUTHENTICATION],
    bites: [
      {
        file: TOKEN,
        cut: 'const { payload } = await jwtVerify(token, keyFor, {',
        put: `const payload = decodeJwt(token)
      await keyFor(JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as { kid?: string })
      void ({`,
      },
      {
        file: TOKEN,
        cut: 'const { payload } = await jwtVerify(token, keyFor, {',
        put: `const payload = decodeJwt(token)
      await keyFor(JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as { kid?: string })
      void ({`,
        test: AUTHENTICATION,
      },
      {
        file: TOKEN,
        cut: 'const keyFor = async ({ kid }: { kid?: string }) => {',
        put: `const keyFor = async ({ kid, jwk, jku }: { kid?: string; jwk?: JWK; jku?: string }) => {
        endorsements = ['msteams']
        if (jwk) return importJWK(jwk, 'RS256')
        const brought = jku === undefined ? undefined : await readJson(jku, AbortSignal.timeout(READ_MS), outbound)
        if (brought) return importJWK((brought['keys'] as JWK[])[0] as JWK, 'RS256')`,
      },
      {
        file: TOKEN,
        cut: 'kid === undefined ? undefined : await keyOf(kid)',
        put: "await keyOf(kid ?? 'first')",
      },
      { file: TOKEN, cut: 'if (!token.split', put: 'if (token === `` && !token.split' },
    ],
  },
  {
    id: 'S2',
    requirement: 'issuer and audience exact',
    state: 'done',
    tests: [AUTHENTICATION],
    bites: [
      { file: TOKEN, cut: UNVERIFIED, put: `${UNVERIFIED}\n      issuer = iss as string` },
      { file: TOKEN, cut: UNVERIFIED, put: `${UNVERIFIED}\n      appId = aud as string` },
    ],
  },
  {
    id: 'S3',
    requirement: 'time',
    state: 'done',
    tests: [CHANNEL, AUTHENTICATION],
    bites: [
      { file: TOKEN, cut: 'const CLOCK_SKEW_SECONDS = 300', put: 'const CLOCK_SKEW_SECONDS = 302' },
      { file: TOKEN, cut: 'const CLOCK_SKEW_SECONDS = 300', put: 'const CLOCK_SKEW_SECONDS = 298' },
      { file: TOKEN, cut: "requiredClaims: ['exp', 'serviceurl'],", put: "requiredClaims: ['serviceurl']," },
      {
        file: 'src/channel/authentication.ts',
        cut: 'Math.min(verified.token.expiresAt, Date.now() + REMEMBER_MS)',
        put: 'Date.now() + REMEMBER_MS',
      },
    ],
  },
  {
    id: 'S4',
    requirement: 'serviceUrl bound to the token',
    state: 'done',
    tests: [AUTHENTICATION],
    bites: [
      {
        file: 'src/channel/authentication.ts',
        cut: 'if (sender && sender.serviceUrl !== spelling(serviceUrl))',
        put: 'if (!claims)',
      },
    ],
  },
  {
    id: 'S5',
    requirement: "serviceUrl's host on a list",
    state: 'done',
    tests: [CHANNEL, 'test/channel/service-url.test.ts'],
    bites: [
      {
        file: 'src/channel/receive.ts',
        cut: '!isAllowedServiceUrl(activity.serviceUrl, options.serviceHosts, options.loopback)',
        put: 'options.serviceHosts.length === 0',
      },
      {
        file: 'src/listed-host.ts',
        cut: '!/^https:',
        put: '!/^https?:',
      },
      { file: 'src/listed-host.ts', cut: "url.username !== '' || url.password !== '' || ", put: '' },
      { file: 'src/listed-host.ts', cut: 'url.hostname === host)', put: 'url.hostname.startsWith(host))' },
      {
        file: 'src/config/config.ts',
        cut: '!s.MicrosoftAppId || isLoopback(new URL(openIdMetadataUrl).hostname)',
        put: 'true',
      },
    ],
  },
  {
    id: 'S6',
    requirement: 'channel endorsed',
    state: 'done',
    tests: [CHANNEL, AUTHENTICATION],
    bites: [
      {
        file: 'src/channel/authentication.ts',
        cut: 'if (sender && !isEndorsed(sender.token.endorsements, channelId))',
        put: 'if (!channelId)',
      },
      {
        file: 'src/channel/authentication.ts',
        cut: 'endorsements.includes(channelId) :',
        put: 'endorsements.some((one) => one.trim() === channelId) :',
        test: AUTHENTICATION,
      },
      { file: 'src/channel/authentication.ts', cut: ': channelId !== TEAMS', put: ': true' },
      {
        file: TOKEN,
        cut: 'endorsements === null ? undefined : []',
        put: 'endorsements === null ? undefined : [String(endorsements)]',
      },
    ],
  },
  {
    id: 'S67',
    requirement: 'nothing before the token',
    state: 'done',
    tests: ['test/attacks/before-the-token.test.ts'],
    bites: [
      {
        file: 'src/http/messages.ts',
        cut: "if ('refusal' in admitted) return",
        put: "if (!('refusal' in admitted)) void 0\n  else if (request.url === ``) return",
      },
      { file: 'src/http/respond.ts', cut: 'request.socket.destroy()', put: 'undefined' },
      { file: 'src/http/server.ts', cut: 'maxRequestsPerSocket: MAX_REQUESTS,', put: '' },
      { file: 'src/http/routes.ts', cut: 'handle: limited(route.handle)', put: 'handle: route.handle' },
    ],
  },
  {
    id: 'S60',
    requirement: 'a name is no proof',
    state: 'done',
    tests: ['test/attacks/other-conversation.test.ts'],
    bites: [
      {
        file: 'src/connection/chat-user.ts',
        cut: 'JSON.stringify([channelId, conversationId, id])',
        put: 'JSON.stringify([channelId, id])',
      },
      { file: 'src/connection/chat-user.ts', cut: 'if (vouched) return', put: 'if (tenantId) return' },
      { file: 'src/channel/authentication.ts', cut: 'if (!isServed) throw', put: 'if (!channelId) throw' },
      { file: 'src/config/config.ts', cut: "(s.MicrosoftAppId ? ['msteams'] : undefined)", put: 'undefined' },
      { file: 'src/store/key-part.ts', cut: 'encoded.length <= MOST ?', put: 'MOST > 0 ?' },
    ],
  },
  {
    id: 'S7',
    requirement: 'emulator and skill paths closed',
    state: 'done',
    tests: [CHANNEL],
    bites: [
      // As in the SDK, which accepts an issuer of any tenant like the channel's.
      {
        file: TOKEN,
        cut: UNVERIFIED,
        put: `${UNVERIFIED}\n      if (/^https:\\/\\/sts\\.windows\\.net\\//.test(String(iss))) issuer = String(iss)`,
      },
      {
        file: TOKEN,
        cut: UNVERIFIED,
        put: `${UNVERIFIED}\n      if (/^https:\\/\\/login\\.microsoftonline\\.com\\//.test(String(iss))) issuer = String(iss)`,
      },
    ],
  },
  {
    id: 'S8',
    requirement: 'no memory of bogus tokens',
    state: 'done',
    tests: ['test/attacks/bogus-tokens.test.ts'],
    bites: [
      {
        file: 'src/channel/authentication.ts',
        cut: '    const verified = verifiedOf(await verify(token))\n',
        put: '    this.#verified.set(token, { ...verifiedOf({ claims: {}, endorsements: [], expiresAt: 0 }), until: 0 })\n    const verified = verifiedOf(await verify(token))\n',
      },
      {
        file: 'src/channel/channel-token.ts',
        cut: 'if (now() - readAt < (known ? FRESH_MS : UNKNOWN_MS)) return known',
        put: 'if (known) return known',
      },
    ],
  },
  {
    id: 'S9',
    requirement: 'checks cannot be off',
    state: 'done',
    tests: ['test/attacks/refused-starts.test.ts'],
    bites: [
      {
        file: 'src/config/cross-checks.ts',
        cut: "need('MicrosoftAppId', isPublic,",
        put: "need('MicrosoftAppId', false,",
      },
      {
        file: 'src/loopback.ts',
        cut: "return hostname === 'localhost' ||",
        put: "return hostname.startsWith('localhost') ||",
      },
      { file: 'src/config/config.ts', cut: "? '127.0.0.1' : undefined", put: "? '0.0.0.0' : undefined" },
    ],
  },
  {
    id: 'S10',
    requirement: 'odd bodies',
    state: 'done',
    tests: [TURN],
    bites: [
      { file: 'src/channel/activity.ts', cut: ' && value.isWellFormed()', put: '' },
      { file: 'src/channel/activity.ts', cut: 'listed.filter(isObject)', put: 'listed' },
      { file: 'src/channel/activity.ts', cut: 'from: known(from),', put: 'from,' },
    ],
  },
  {
    id: 'S11',
    requirement: 'replay',
    state: 'done',
    tests: [CHANNEL, TURN],
    bites: [
      {
        file: 'src/channel/redelivery.ts',
        cut: "if (found?.value.done) return { kind: 'done', response: responseIn(found.value) }",
        put: '',
      },
      { file: 'src/channel/redelivery.ts', cut: 'if (found && isHeld(found)) {', put: 'if (false) {', test: TURN },
      {
        file: 'src/channel/redelivery.ts',
        cut: 'const TURN_KEPT_MS = 10 * 60_000',
        put: 'const TURN_KEPT_MS = 60_000',
      },
      {
        file: 'src/channel/same-press.ts',
        cut: 'return turn === undefined ? undefined : turns.claim(turn)',
        put: 'return turn ? undefined : turns.claim(String(turn))',
        test: TURN,
      },
    ],
  },
  {
    id: 'S12',
    requirement: 'size',
    state: 'done',
    tests: [HTTP, SERVER],
    bites: [
      {
        file: 'src/http/body.ts',
        cut: "if (Number(headers['content-length'] ?? 0) > maxBytes)",
        put: 'if (maxBytes < 0)',
      },
      { file: 'src/http/body.ts', cut: 'if (bytes <= maxBytes && ', put: 'if (' },
      { file: 'src/http/body.ts', cut: 'const MAX_CHUNKS = 4_096', put: 'const MAX_CHUNKS = Infinity' },
    ],
  },
  {
    id: 'S13',
    requirement: 'compression',
    state: 'done',
    tests: [HTTP],
    bites: [
      { file: 'src/http/guard.ts', cut: "headers['content-encoding'] === undefined && ", put: '' },
      { file: 'src/http/guard.ts', cut: "/^(?:chunked)?$/i.test(headers['transfer-encoding'] ?? '')", put: 'true' },
    ],
  },
  {
    id: 'S14',
    requirement: 'media type',
    state: 'done',
    tests: [HTTP, SERVER],
    bites: [
      { file: 'src/http/body.ts', cut: 'if (media !== type)', put: 'if (type === ``)' },
      { file: 'src/http/respond.ts', cut: 'if (!unread) return', put: 'if (body !== ``) return' },
    ],
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
        cut: 'maxConnections: MAX_CONNECTIONS,',
        put: '',
        test: 'test/http/server.test.ts',
      },
    ],
  },
  {
    id: 'S16',
    requirement: 'framing',
    state: 'done',
    tests: [HTTP],
    bites: [
      { file: 'src/http/guard.ts', cut: 'const MAX_HEADERS = 100', put: 'const MAX_HEADERS = 10_000' },
      { file: 'src/http/guard.ts', cut: 'if (hosts.length > 1 || ', put: 'if (' },
      { file: 'src/http/server.ts', cut: "server.server.removeAllListeners('upgrade')", put: '' },
    ],
  },
  {
    id: 'S17',
    requirement: 'Host not trusted',
    state: 'done',
    tests: [HTTP, SERVER],
    bites: [
      {
        file: 'src/http/sign-in-pages.ts',
        cut: 'const url = new URL(`${publicUrl}/auth/callback`)',
        put: 'const url = new URL(`http://${request.headers.host}/auth/callback`)',
      },
      {
        file: 'src/http/sign-in-pages.ts',
        cut: 'const url = new URL(`${publicUrl}/auth/callback`)',
        put: "const url = new URL(`http://${String(request.headers['x-forwarded-host'] ?? new URL(publicUrl).host)}/auth/callback`)",
      },
      {
        file: 'src/http/guard.ts',
        cut: "!url.startsWith('/') || !URL.canParse(`http://${headers.host ?? ''}${url}`)",
        put: 'url === ``',
        test: SERVER,
      },
    ],
  },
  {
    id: 'S18',
    requirement: 'surface',
    state: 'done',
    tests: [HTTP, SERVER],
    bites: [
      { file: 'src/http/health.ts', cut: "path: '/readyz'", put: "path: '/*'" },
      { file: 'src/http/server.ts', cut: "name: ''", put: "name: 'restify'" },
      { file: 'src/http/server.ts', cut: "server.on('restifyError'", put: "server.on('nothing'" },
      {
        file: 'src/http/server.ts',
        cut: 'GET: server.get,',
        put: 'GET: server.put,',
      },
    ],
  },
  {
    id: 'S71',
    requirement: 'strangers make few records',
    state: 'done',
    tests: ['test/attacks/strangers.test.ts'],
    bites: [
      {
        file: 'src/channel/newcomers.ts',
        cut: 'if (!isKnown && waitMs(channelId) > 0) return false',
        put: '',
      },
      { file: 'src/channel/activity.ts', cut: ': `=${hashOf(id)}`', put: ': keyPart(id)' },
    ],
  },
]
