import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The files that wait longest, mostly for processes that they start. They begin first, so that the workers share the rest and no
 *  single file keeps the run waiting at its end. Without this list vitest begins with the largest files, until it has measured a
 *  whole run. */
export const FIRST = [
  'test/rolling/',
  'test/attacks/heavy-books',
  'test/metrics/alerts',
  'test/browser/',
  'test/endings/',
  'test/build/',
  'test/bench/',
  'test/cli/',
  'test/book/hostile-books',
]

/** The order of the files. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.toSorted((a, b) => place(a) - place(b))
  }
}

function place({ moduleId }: TestSpecification): number {
  const at = FIRST.findIndex((path) => moduleId.includes(path))
  return at < 0 ? FIRST.length : at
}
