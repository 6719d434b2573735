import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/order.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/emulator-keys.ts', 'test/redis-server.ts', 'test/chromium-setup.ts'],
    // These only end what hangs: a busy machine may take its time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
    // On two cores: a third one works while the tests of the others wait. More of them wait for each other.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // Of those tests in a file that mostly wait. More of them make each wait longer than the bot waits for its store.
    maxConcurrency: 5,
  },
})
