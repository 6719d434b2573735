/** One requirement of the security checklist. Its tests are named after it: `S25 login CSRF …`. */
export type Row = {
  id: `S${number}`
  /** In a few words; the first ones of its tests' names. */
  requirement: string
  /** `half`: `note` says what is missing. `waiting`: for a part that is not built. `cannot`: `note` says why not here. */
  state: 'done' | 'half' | 'waiting' | 'cannot'
  /** The files with its tests, from the root. */
  tests?: string[]
  note?: string
  /** What makes the attack succeed, and so its test fail: how we know that the test bites. */
  bites?: Bite[]
}

/** A piece of `file`, there exactly once, that stands in the attack's way, and what is put in its place. `test`: the one file to
 *  run, where the row has several. */
export type Bite = { file: string; cut: string; put: string; test?: string }
