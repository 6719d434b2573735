import { hashOf } from '../secrets.ts'

/** Longer than the ids of Teams' conversations, messages and people. */
const MOST = 300

/** One part of a storage key, without a slash. A very long part is hashed, because in other channels people choose their ids. An
 *  encoded part never begins with `=`, so no id can equal the hash of another id. */
export function keyPart(id: string): string {
  const encoded = encodeURIComponent(id)
  return encoded.length <= MOST ? encoded : `=${hashOf(id)}`
}
