import { randomUUID } from 'node:crypto'
import { megan, type Person, people } from '../../emulator/people.ts'

/** The emulator's people and so many more of Megan's organisation: one person begins twenty sign-ins a day at most, and soon has
 *  asked too much. */
export function crowd(size: number): Person[] {
  const more = Array.from({ length: size }, (_, n) => ({
    ...megan,
    oid: randomUUID(),
    name: `Somebody Else ${n}`,
    username: `somebody.${n}@contoso.example`,
  }))
  return [...people, ...more]
}
