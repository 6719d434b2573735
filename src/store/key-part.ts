import { hashOf } from '../secrets.ts'

/** Longer than the ids of Teams' conversations, messages and people. */
const MOST = 300

/** One part of a storage key, without a slash. A part that would be very long is hashed: other channels let people choose their
 *  ids. An encoded part never begins with `=`, so no id can be written to equal another id's hash. */
export function keyPart(id: string): string {
  const encoded = encodeURIComponent(id)
  return encoded.length <= MOST ? encoded : `=${hashOf(id)}`
}
