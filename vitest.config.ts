import { defineConfig } from 'vitest/config'
import { FIRST, LongestFirst } from './test/order.ts'

const ALL = 'test/**/*.test.ts'

/** A file of these has a worker of its own: the long ones, whose memory then goes with them, and those which let nock replace what
 *  Node has for HTTP. */
export const APART = [
  ...FIRST.map((path) => `${path}${path.endsWith('/') ? '**/' : ''}*.test.ts`),
  'test/attacks/channel.test.ts',
  'test/channel/connector.test.ts',
  'test/entra/*.test.ts',
  'test/graph/graph.test.ts',
]

export default defineConfig({
  test: {
    projects: [
      // To start a worker for every file, and to load the program there, was a sixth of all the work.
      { extends: true, test: { name: 'together', include: [ALL], exclude: APART, isolate: false } },
      { extends: true, test: { name: 'apart', include: APART } },
    ],
    globalSetup: ['test/emulator-keys.ts', 'test/redis-server.ts', 'test/chromium-setup.ts'],
    // These only end what hangs: a busy machine may take its time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
    // On two cores: the others work while the tests of two wait.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    // Of those tests in a file that mostly wait. More of them make each wait longer than the bot waits for its store.
    maxConcurrency: 5,
  },
})
