import { expect, test } from 'vitest'
import { type Profile, sharesOf } from '../../bench/shares.ts'

const frame = (functionName: string, url = '') => ({ functionName, url, lineNumber: 0, columnNumber: 0 })

const profile: Profile = {
  nodes: [
    { id: 1, callFrame: frame('(root)'), children: [2, 3, 4, 5, 9] },
    { id: 2, callFrame: frame('(idle)') },
    { id: 3, callFrame: frame('(garbage collector)') },
    { id: 4, callFrame: frame('listen', 'node:net') },
    { id: 5, callFrame: frame('send', 'src/store/drivers/redis/store.ts'), children: [6, 8] },
    { id: 6, callFrame: frame('sendCommand', '../node_modules/ioredis/built/Redis.js'), children: [7] },
    { id: 7, callFrame: frame('write', 'node:net') },
    { id: 8, callFrame: frame('wasm-function[20]', 'wasm://wasm/00034eea') },
    { id: 9, callFrame: frame('onTurn', '../node_modules/botbuilder/node_modules/botframework-schema/lib/index.js') },
  ],
  samples: [2, 3, 4, 5, 6, 7, 7, 8, 9, 9],
  timeDeltas: [1_000, 10, 20, 10, 5, 5, 10, 10, 15, 15],
}

test('time counts for the part whose code ran or called Node’s, and idle time for none', () => {
  expect(Object.fromEntries(sharesOf(profile, ({ url }) => url))).toEqual({
    'garbage collection': 0.1,
    'Node and V8 themselves': 0.2,
    'src/store': 0.1,
    ioredis: 0.2,
    undici: 0.1,
    botbuilder: 0.3,
  })
})
