import { keysToHandOn } from '../emulator/key-pair.ts'

/** Keys that tests use besides the emulator's own. */
const TEST_KEYS = ['test 1', 'test 2', 'test 3']

/** vitest's globalSetup: makes the keys once for all test files, unless the process that started the tests has already made
 *  them. */
export default async function setup(): Promise<void> {
  process.env['EMULATOR_KEYS'] ??= await keysToHandOn(TEST_KEYS)
}
