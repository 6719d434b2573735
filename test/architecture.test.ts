import { globSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { expect, test } from 'vitest'

/** What the files of each folder of `src` may import besides their own folder and Node's modules. A file directly in `src`
 *  counts as a folder of its own. Subfolders have entries of their own. */
const MAY_IMPORT: Record<string, string[]> = {
  start: ['main', 'node-version'],
  main: ['loopback', 'app', 'node-version', 'chat', 'config', 'log', 'outbound'],
  app: [
    'loopback',
    'book',
    'cards',
    'channel',
    'chat',
    'commands',
    'commands/parsing',
    'config',
    'connection',
    'entra',
    'files',
    'graph',
    'http',
    'lifecycle',
    'log',
    'metrics',
    'outbound',
  ].concat(['photos', 'sign-in', 'store', 'text']),
  cli: ['channel', 'cli/connections', 'cli/doctor', 'config', 'node-version', 'store'],
  'cli/doctor': [
    'channel',
    'chat',
    'config',
    'entra',
    'json',
    'loopback',
    'outbound',
    'sign-in',
    'store',
    'store/drivers',
    'store/drivers/redis',
  ],
  'cli/connections': ['book', 'channel', 'connection', 'entra', 'json', 'secrets', 'store'],
  http: [
    'allowance',
    'channel',
    'connection',
    'editing',
    'json',
    'loopback',
    'reference',
    'sign-in',
    'text',
    'restify',
  ],
  chat: [
    'cards',
    'channel',
    'commands',
    'commands/parsing',
    'connection',
    'in-time',
    'json',
    'reference',
    'sign-in',
    'text',
    'entities',
  ],
  channel: [
    'allowance',
    'in-time',
    'listed-host',
    'json',
    'outbound',
    'secrets',
    'store',
    'botbuilder',
    'botframework-connector',
    '@azure/identity',
    'jose',
  ],
  cards: ['book', 'commands', 'editing', 'entra', 'graph', 'search', 'sign-in', 'text'],
  commands: [
    'allowance',
    'book',
    'commands/files',
    'commands/editing',
    'commands/parsing',
    'editing',
    'connection',
    'entra',
    'files',
    'graph',
    'in-time',
    'json',
    'photos',
    'search',
    'secrets',
    'sign-in',
    'slices',
    'store',
    'text',
    'vcard',
  ],
  'commands/files': [
    'book',
    'commands',
    'commands/editing',
    'connection',
    'files',
    'graph',
    'search',
    'secrets',
    'store',
    'vcard',
    'slices',
    'slots',
  ],
  'commands/parsing': ['commands', 'search', 'slices', 'text'],
  'commands/editing': [
    'book',
    'commands',
    'commands/parsing',
    'connection',
    'editing',
    'entra',
    'graph',
    'search',
    'slices',
    'store',
    'text',
  ],
  editing: ['connection', 'graph', 'json', 'secrets', 'store', 'text'],
  text: ['text/catalogue', 'text/en'],
  'text/catalogue': ['text'],
  'text/en': ['text', 'text/catalogue'],
  'sign-in': ['allowance', 'connection', 'entra', 'json', 'reference', 'secrets', 'store'],
  connection: ['entra', 'json', 'secrets', 'store'],
  book: ['graph', 'json', 'next-turn', 'search', 'slices', 'store'],
  files: ['json', 'listed-host', 'outbound', 'slots'],
  photos: ['@jimp/core', '@jimp/js-jpeg', '@jimp/plugin-crop', '@jimp/plugin-resize'].concat([
    'graph',
    'secrets',
    'slots',
    'store',
  ]),
  vcard: ['graph', 'slices', 'ical.js'],
  search: ['graph', 'next-turn', 'search/contacts', 'search/query'],
  'search/query': ['search', 'search/contacts', 'search/languages', 'text'],
  'search/contacts': ['graph', 'search', 'search/languages', 'text', 'libphonenumber-js/min'],
  'search/languages': ['search/languages/nicknames', 'text', 'any-ascii'],
  'search/languages/nicknames': [],
  graph: ['json', 'slices', 'outbound', 'htmlparser2', 'slots'],
  entra: ['config', 'json', 'outbound', 'openid-client'],
  config: ['loopback', 'json', 'store', 'store/drivers/redis', 'zod'],
  store: ['json', 'secrets', 'store/drivers', 'store/drivers/redis'],
  'store/drivers': ['store', 'node:sqlite'],
  'store/drivers/redis': ['json', 'store', 'ioredis'],
  lifecycle: ['in-time', 'store'],
  metrics: ['in-time', 'log', 'outbound', 'store', '@prometheus-io/client'],
  log: ['outbound', 'pino', 'store'],
  outbound: ['undici'],
  allowance: [],
  'in-time': [],
  json: [],
  'listed-host': ['loopback'],
  loopback: [],
  'next-turn': [],
  'node-version': [],
  reference: [],
  secrets: [],
  slices: ['next-turn'],
  slots: [],
}

/** The place of a file in `src`: its folder, or its own name if it is directly in `src`. */
function placeOf(path: string): string {
  const inSrc = posix.relative('src', path)
  return inSrc.includes('/') ? posix.dirname(inSrc) : inSrc.replace(/\.\w+$/, '')
}

/** Every import in `files` (text by path) that the table does not allow, as `file imports place`. */
function forbidden(files: Record<string, string>): string[] {
  return Object.entries(files).flatMap(([path, text]) => {
    const from = placeOf(path)
    const imported = [...text.matchAll(/(?:^import |^\}? ?.*\bfrom |\bimport\()'([^']+)'/gm)].map(([, name = '']) =>
      name.startsWith('.') ? placeOf(posix.join(posix.dirname(path), name)) : name,
    )
    return imported
      .filter((place) => place !== from && (!place.startsWith('node:') || place === 'node:sqlite'))
      .filter((place) => !MAY_IMPORT[from]?.includes(place))
      .map((place) => `${path} imports ${place}`)
  })
}

const paths = globSync('src/**/*.{ts,mjs}').map((path) => path.replaceAll('\\', '/'))

test('no file imports what its folder may not', () => {
  expect(forbidden(Object.fromEntries(paths.map((path) => [path, readFileSync(path, 'utf8')])))).toEqual([])
})

test('only channel/ imports botbuilder, whose support ended in 2025', () => {
  const places = Object.entries(MAY_IMPORT).filter(([, names]) =>
    names.some((name) => /^bot(?:builder|framework)/.test(name)),
  )
  expect(places.map(([place]) => place)).toEqual(['channel'])
})

test('the table names every folder, and no folder that does not exist', () => {
  expect(Object.keys(MAY_IMPORT).toSorted()).toEqual([...new Set(paths.map(placeOf))].toSorted())
})

/** A folder's name without its subfolders'. */
const top = (place: string) => place.split('/')[0] ?? ''

test('no folder imports itself through other folders', () => {
  let left = new Map<string, Set<string>>()
  for (const [from, places] of Object.entries(MAY_IMPORT)) {
    const others = places.filter((place) => place in MAY_IMPORT).map(top)
    left.set(top(from), new Set([...(left.get(top(from)) ?? []), ...others.filter((other) => other !== top(from))]))
  }
  for (let before = 0; left.size !== before;) {
    before = left.size
    left = new Map([...left].filter(([, places]) => [...places].some((place) => left.has(place))))
  }
  expect([...left.keys()]).toEqual([])
})

const everywhere = [
  ...new Set([...Object.keys(MAY_IMPORT), ...Object.values(MAY_IMPORT).flat(), '../emulator', '../test']),
]

test.each(Object.keys(MAY_IMPORT))('every forbidden import that is added to %s is caught', (from) => {
  const path = paths.find((one) => placeOf(one) === from) ?? ''
  const planted = everywhere.filter((place) => place !== from && !MAY_IMPORT[from]?.includes(place))
  const lines = planted.map((place) => {
    const isOurs = place in MAY_IMPORT || place.startsWith('..')
    const file = paths.find((one) => placeOf(one) === place) ?? `src/${place}/any.ts`
    return `import '${isOurs ? `./${posix.relative(posix.dirname(path), file)}` : place}'`
  })
  expect(forbidden({ [path]: lines.join('\n') })).toEqual(planted.map((place) => `${path} imports ${place}`))
})

test('the emulator shares no code with what it stands in for', () => {
  const emulator = globSync('emulator/**/*.ts').filter((path) =>
    /from '[./]+(?:src|test)\//.test(readFileSync(path, 'utf8')),
  )
  expect(emulator).toEqual([])
})
