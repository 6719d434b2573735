import type { Row } from '../row.ts'

export const restRows: Row[] = [
  {
    id: 'S19',
    requirement: 'metrics private',
    state: 'done',
    tests: ['test/attacks/metrics.test.ts'],
    bites: [
      {
        file: 'src/chat/answer.ts',
        cut: 'events.turn({ ...about, outcome,',
        put: 'events.turn({ ...about, outcome: turn.activity.from.id,',
      },
      {
        file: 'src/metrics/counted.ts',
        cut: 'turn: both(turns.turn, meters.turn),',
        put: 'turn: both(turns.turn, (line) => meters.turn({ ...line, command: (line as unknown as { reference: string }).reference })),',
      },
    ],
  },
  {
    id: 'S50',
    requirement: 'redaction',
    state: 'done',
    tests: ['test/attacks/failures.test.ts'],
    bites: [
      { file: 'src/log.ts', cut: '    type: error.name,\n', put: '    type: error.name,\n    ...error,\n' },
      {
        file: 'src/chat/answer.ts',
        cut: 'const about = { command: command.type,',
        put: 'const about = { command: JSON.stringify(command),',
      },
      {
        file: 'src/entra/error-answers.ts',
        cut: '/AADSTS\\d+/i.exec(description)',
        put: '/AADSTS.*/i.exec(description)',
      },
      {
        file: 'src/http/sign-in-pages.ts',
        cut: "    if ('flow' in outcome) track(tell(outcome))\n",
        put: "    if ('flow' in outcome) track(tell(outcome))\n    if (outcome.kind === 'code') onFault({}, outcome.code)\n",
      },
    ],
  },
  {
    id: 'S51',
    requirement: 'generic errors',
    state: 'done',
    tests: ['test/attacks/failures.test.ts'],
    bites: [
      {
        file: 'src/commands/dispatch.ts',
        cut: "      await exchange.say({ kind: 'trouble', ...apology(error, exchange) }, exchange.shownIn())\n",
        put: '      throw error\n',
      },
      {
        file: 'src/chat/deliver.ts',
        cut: '    const message = messageOf(reply, turn.catalogue, recipient.id, turn.links, turn.edits)\n',
        put: '    const message = await said(async () => messageOf(reply, turn.catalogue, recipient.id))\n',
      },
      {
        file: 'src/http/outcome-pages.ts',
        cut: 'reference: fault?.reference, changes',
        put: 'reference: fault && String(fault.error), changes',
      },
      {
        file: 'src/http/answer-route.ts',
        cut: 'sentence ?? catalogue.trouble.unexpected',
        put: 'String(error)',
      },
      {
        file: 'src/channel/perform.ts',
        cut: ': { status: 502 }',
        put: ': { status: 502, body: String(error) }',
      },
    ],
  },
  {
    id: 'S52',
    requirement: 'tokens only to their host',
    state: 'done',
    tests: ['test/attacks/tokens-elsewhere.test.ts', 'test/outbound/outbound.test.ts'],
    bites: [
      {
        file: 'src/outbound/outbound.ts',
        cut: "  if (!target || target.origin !== root.origin || target.username !== '' || target.password !== '')\n",
        put: '  if (!target)\n',
      },
      {
        file: 'src/outbound/outbound.ts',
        cut: "  if (!`${target.pathname}/`.startsWith(prefix)) throw new OutboundError('foreign_host')\n",
        put: '',
      },
      { file: 'src/outbound/outbound.ts', cut: "redirect: 'manual'", put: "redirect: 'follow'" },
      {
        file: 'src/outbound/outbound.ts',
        cut: 'await oneCall(dispatcher, options,',
        put: "await oneCall(dispatcher.compose((await import('undici')).interceptors.redirect({ maxRedirections: 1 })), options,",
      },
      { file: 'src/config/clouds.ts', cut: ' && isLoopbackHost(host) ?', put: ' ?' },
      { file: 'src/config/clouds.ts', cut: '/:\\d{1,5}$/', put: '/:\\d{1,5}.*$/' },
      {
        file: 'src/entra/discovery.ts',
        cut: 'endpoints.some((url) => !String(url).startsWith(`${authority}/`))',
        put: 'endpoints.length === 0',
      },
      {
        file: 'src/channel/receive.ts',
        cut: '!isAllowedServiceUrl(activity.serviceUrl, options.serviceHosts, options.loopback)',
        put: 'options.serviceHosts.length === 0',
      },
      { file: 'src/channel/connector.ts', cut: '...path.map(encodeURIComponent)', put: '...path' },
    ],
  },
  {
    id: 'S53',
    requirement: 'card injection',
    state: 'done',
    tests: ['test/cards/cards.test.ts', 'test/cards/reachable.test.ts', 'test/browser/cards.test.ts'],
    bites: [
      { file: 'src/cards/safe-text.ts', cut: ".replace(/\\{(?=\\{)/g, '{\\u2060')", put: '' },
      {
        file: 'src/cards/safe-text.ts',
        cut: 'withoutUnseen(printable)',
        put: 'printable',
      },
      {
        file: 'src/cards/safe-text.ts',
        cut: '  return characters.length <= max ?',
        put: '  return characters.length <= Infinity ?',
      },
      {
        file: 'src/cards/parts.ts',
        cut: "  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: plain(text), ...looks }], ...block }\n",
        put: "  return { type: 'TextBlock', text: plain(text), wrap: true, ...looks, ...block }\n",
        test: 'test/browser/cards.test.ts',
      },
      {
        file: 'src/cards/reachable.ts',
        cut: 'if (!PAGE.test(text)) return undefined',
        put: '',
        test: 'test/cards/reachable.test.ts',
      },
      {
        file: 'src/cards/reachable.ts',
        cut: '{2,}(?:[/?#]|$)/iu',
        put: '{2,}/iu',
        test: 'test/cards/reachable.test.ts',
      },
      {
        file: 'src/cards/reachable.ts',
        cut: 'if (!NUMBER.test(written) || isTwo(written)) return undefined',
        put: '',
        test: 'test/cards/reachable.test.ts',
      },
      {
        file: 'src/cards/links.ts',
        cut: '?users=${encodeURIComponent(user)}',
        put: '?users=${user}',
        test: 'test/cards/reachable.test.ts',
      },
    ],
  },
  {
    id: 'S54',
    requirement: 'forged card actions',
    state: 'done',
    tests: ['test/attacks/card-actions.test.ts'],
    bites: [
      {
        file: 'src/chat/answer.ts',
        cut: 'user: chatUser(turn.activity, checksIdentity),',
        put: 'user: turn.activity.value?.action?.data?.user ?? chatUser(turn.activity, checksIdentity),',
      },
      {
        file: 'src/commands/command.ts',
        cut: "  if (command === 'disconnect' || command === 'help' || command === 'export') {\n",
        put: "  if (typeof command === 'string') {\n",
      },
      {
        file: 'src/commands/dispatch.ts',
        cut: '  if (!exchange.chat.personal) return notHere(command, exchange)\n',
        put: '',
      },
    ],
  },
  {
    id: 'S55',
    requirement: 'message extension',
    state: 'waiting',
    note: 'the message extension is not built yet',
  },
  {
    id: 'S56',
    requirement: 'application access',
    state: 'done',
    tests: ['test/attacks/application-access.test.ts'],
    bites: [
      {
        file: 'src/connection/application.ts',
        cut: 'if (!vouched || tenantId === undefined || aadObjectId === undefined)',
        put: 'if (tenantId === undefined || aadObjectId === undefined)',
      },
      {
        file: 'src/connection/application.ts',
        cut: 'return isServed(tenantId) ?',
        put: 'return tenantId ?',
      },
      {
        file: 'src/graph/client.ts',
        cut: "    if (!isWithin(access, sending.url)) throw new GraphError('foreign_link')\n",
        put: '',
      },
      {
        file: 'src/graph/client.ts',
        cut: ' && !/\\/\\.{1,2}(?:\\/|$)/.test(below)',
        put: '',
      },
      {
        file: 'src/chat/sender.ts',
        cut: 'const aadObjectId = guid(from.aadObjectId)',
        put: 'const aadObjectId = guid((activity as { aadObjectId?: unknown }).aadObjectId ?? from.aadObjectId)',
      },
      {
        file: 'src/chat/sender.ts',
        cut: 'return isGuid(value) ? value.toLowerCase() : undefined',
        put: "return typeof value === 'string' ? value.toLowerCase() : undefined",
      },
    ],
  },
  {
    id: 'S57',
    requirement: 'least scope, strong client authentication',
    state: 'done',
    tests: ['test/attacks/client-authentication.test.ts', 'test/entra/client-authentication.test.ts'],
    bites: [
      {
        file: 'src/entra/authorize.ts',
        cut: 'return `openid profile offline_access ${contactsScope}`',
        put: 'return `openid profile offline_access ${contactsScope} https://graph.microsoft.com/User.Read`',
      },
      {
        file: 'src/config/client-credentials.ts',
        cut: "return { credentials: pair && { type: 'certificate', pair, certificateFile, keyFile }, problems }",
        put: "if (pair) return { credentials: { type: 'certificate', pair, certificateFile, keyFile }, problems }",
      },
      {
        file: 'src/config/client-credentials.ts',
        cut: "return validToDate.getTime() <= now ? ['OAUTH_CLIENT_CERTIFICATE has expired'] : []",
        put: 'return []',
      },
      { file: 'src/config/client-credentials.ts', cut: 'if (!certificate.checkPrivateKey(key))', put: 'if (!key)' },
      {
        file: 'src/config/client-credentials.ts',
        cut: "if (asymmetricKeyType !== 'rsa')",
        put: 'if (!asymmetricKeyType)',
      },
      {
        file: 'src/config/cross-checks.ts',
        cut: 'if (bySecret && byCertificate)',
        put: 'if (bySecret && !byCertificate)',
      },
      {
        file: 'src/entra/client-authentication.ts',
        cut: 'const ASSERTION_SECONDS = 300',
        put: 'const ASSERTION_SECONDS = 3_600',
      },
      {
        file: 'src/entra/client-authentication.ts',
        cut: 'Object.assign(claims, { aud: server.token_endpoint,',
        put: "Object.assign(claims, { aud: server.token_endpoint, jti: 'always the same one',",
      },
      {
        file: 'src/entra/client-authentication.ts',
        cut: 'aud: server.token_endpoint',
        put: 'aud: server.issuer',
        test: 'test/entra/client-authentication.test.ts',
      },
      {
        file: 'src/entra/client-authentication.ts',
        cut: "'x5t#S256': thumbprint",
        put: 'x5t: thumbprint',
        test: 'test/entra/client-authentication.test.ts',
      },
      {
        file: 'src/entra/client-authentication.ts',
        cut: 'if (state === taken) return pair',
        put: 'if (state !== taken) return pair',
      },
      { file: 'src/entra/client-authentication.ts', cut: "throw new EntraError('operator')", put: 'return' },
    ],
  },
  {
    id: 'S58',
    requirement: 'TLS',
    state: 'done',
    tests: ['test/attacks/tls.test.ts', 'test/store/drivers/redis/tls.test.ts', 'test/main.test.ts'],
    bites: [
      {
        file: 'src/outbound/agent.ts',
        cut: 'connect: { timeout: CONNECT_MS }',
        put: 'connect: { timeout: 3_000, rejectUnauthorized: false }',
      },
      {
        file: 'src/store/drivers/redis/connector.ts',
        cut: 'tlsConnect({ host, port, ...tlsTo(host, names) })',
        put: 'tlsConnect({ host, port, ...tlsTo(host, names), rejectUnauthorized: false })',
        test: 'test/store/drivers/redis/tls.test.ts',
      },
      {
        file: 'src/config/warnings.ts',
        cut: 'redisUrl !== undefined && isPlainRedis(redisUrl)',
        put: 'redisUrl === undefined',
        test: 'test/main.test.ts',
      },
    ],
  },
  {
    id: 'S59',
    requirement: 'supply chain, parsers',
    state: 'done',
    tests: ['test/attacks/parsers.test.ts', 'test/search/long-input.test.ts', 'test/chat/typed-text.test.ts'],
    bites: [
      {
        file: 'src/http/messages.ts',
        cut: 'parseJson(text)',
        put: '(function merge(to, from) { for (const name in from) to[name] = typeof from[name] === "object" && from[name] !== null && !Array.isArray(from[name]) ? merge(to[name] ?? {}, from[name]) : from[name]; return to })({}, parseJson(text))',
      },
      {
        file: 'src/graph/client.ts',
        cut: 'json: parseJson(body)',
        put: 'json: (function merge(to, from) { for (const name in from) to[name] = typeof from[name] === "object" && from[name] !== null && !Array.isArray(from[name]) ? merge(to[name] ?? {}, from[name]) : from[name]; return to })({}, parseJson(body))',
      },
      {
        file: 'src/chat/typed-text.ts',
        cut: 'value.slice(0, most)',
        put: 'value',
        test: 'test/chat/typed-text.test.ts',
      },
    ],
  },
  {
    id: 'S70',
    requirement: 'odd hosts, addresses and names',
    state: 'done',
    tests: ['test/attacks/odd-values.test.ts'],
    bites: [
      { file: 'src/http/guard.ts', cut: 'if (isLocal && ', put: 'if (url === `` && ' },
      { file: 'src/app/web.ts', cut: 'local: config.bot === undefined,', put: 'local: false,' },
      {
        file: 'src/cards/reachable.ts',
        cut: "/^[\\p{L}\\p{N}\\p{M}.!#$&'*+/=?^_`{|}~-]+@",
        put: '/^[^\\s@<>"]+@',
      },
      { file: 'src/cards/reachable.ts', cut: ' || plain(text, MOST_IN_ADDRESS) !== text', put: '' },
      { file: 'src/cards/safe-text.ts', cut: 'withoutUnseen(printable)', put: 'printable' },
      { file: 'src/cards/safe-text.ts', cut: 'withoutPiles(withoutUnseen(', put: 'String(withoutUnseen(' },
      { file: 'src/cards/name-lines.ts', cut: "name === undefined || plain(name) === ''", put: 'name === undefined' },
    ],
  },
]
