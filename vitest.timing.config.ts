import { defineConfig } from 'vitest/config'

/** `npm run test:timing`: the files with limits to how long something takes, one after the other, on a machine that does nothing
 *  else. `npm test` runs them as well, without those limits (`test/timing.ts`). */
export default defineConfig({
  test: {
    include: [
      'test/attacks/{bogus-tokens,http,sign-out,slow-clients}.test.ts',
      'test/book/address-books.test.ts',
      'test/conversations/at-once.test.ts',
      'test/browser/large-book.test.ts',
      'test/channel/authentication.test.ts',
      'test/connection/tokens.test.ts',
      'test/main.test.ts',
      'test/search/hostile.test.ts',
      'test/store/drivers/**/*.test.ts',
    ],
    globalSetup: ['test/emulator-keys.ts', 'test/redis-server.ts', 'test/chromium-setup.ts'],
    env: { TEST_TIMING: '1' },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
    fileParallelism: false,
  },
})
