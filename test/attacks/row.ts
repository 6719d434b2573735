/** One requirement of the security checklist. The names of its tests begin with it: `S25 login CSRF …`. */
export type Row = {
  id: `S${number}`
  /** In a few words. The names of its tests begin with them, after the id. */
  requirement: string
  /** `half`: `note` says what is missing. `waiting`: the part that it concerns is not built yet. `cannot`: `note` says why it
   *  cannot be tested here. */
  state: 'done' | 'half' | 'waiting' | 'cannot'
  /** The test files, as paths from the root. */
  tests?: string[]
  note?: string
  /** Changes to the program that let the attack succeed. They show that the row's tests fail when they should. */
  bites?: Bite[]
}

/** `npm run bite` replaces `cut`, which is in `file` exactly once, by `put`, and runs `test` (the row's first file if not
 *  given). */
export type Bite = { file: string; cut: string; put: string; test?: string }
