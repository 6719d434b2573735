import { randomUUID } from 'node:crypto'
import { megan, type Person, people } from '../../emulator/people.ts'

/** The emulator's people and `size` more in Megan's organisation. One person may begin only twenty sign-ins a day, which is not
 *  enough for some attacks. */
export function crowd(size: number): Person[] {
  const more = Array.from({ length: size }, (_, n) => ({
    ...megan,
    oid: randomUUID(),
    name: `Somebody Else ${n}`,
    username: `somebody.${n}@contoso.example`,
  }))
  return [...people, ...more]
}
