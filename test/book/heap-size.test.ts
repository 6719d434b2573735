import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { KINDS } from './heavy-contacts.ts'

const WEIGH = fileURLToPath(new URL('weigh.ts', import.meta.url))

/** What a book and its index take on the heap of a process of their own, and what we think they do. */
function weighed(kind: string): { real: number; thought: number } {
  const out = execFileSync(process.execPath, ['--expose-gc', WEIGH, kind], { encoding: 'utf8' })
  return JSON.parse(out) as { real: number; thought: number }
}

// Something of V8's own may come or go while a book is weighed, so it is weighed again before the test fails.
test.for(KINDS)(
  'S63 no book ends the process: the estimated size of a book of %s is close to its real size',
  { retry: 2 },
  (kind) => {
    const { real, thought } = weighed(kind)
    expect(thought).toBeGreaterThan(0.7 * real)
    expect(thought).toBeLessThan(3 * real)
  },
)
