import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { KINDS } from './heavy-contacts.ts'

const WEIGH = fileURLToPath(new URL('weigh.ts', import.meta.url))

/** The memory that a book and its index take on the heap of a separate process, and our estimate. */
function weighed(kind: string): { real: number; thought: number } {
  const out = execFileSync(process.execPath, ['--expose-gc', WEIGH, kind], { encoding: 'utf8' })
  return JSON.parse(out) as { real: number; thought: number }
}

// V8 may allocate or free memory of its own while a book is weighed, so the book is weighed again before the test fails.
test.for(KINDS)(
  'S63 no book ends the process: the estimated size of a book of %s is close to its real size',
  { retry: 2 },
  (kind) => {
    const { real, thought } = weighed(kind)
    expect(thought).toBeGreaterThan(0.7 * real)
    expect(thought).toBeLessThan(3 * real)
  },
)
