import { type Contact, nameOf } from '../graph/contact.ts'
import { foreignText, type Part } from './parts.ts'
import { plain } from './safe-text.ts'

/** The column of the picture is always as wide as two letters, so that the names in a list align. */
export function besidePicture(shown: Part, items: Part[]): Part {
  const column = { type: 'Column', verticalContentAlignment: 'Center' }
  return {
    type: 'ColumnSet',
    columns: [
      { ...column, width: '64px', items: [shown] },
      { ...column, width: 'stretch', items },
    ],
  }
}

/** @param photo a data URI */
export function picture(photo: string, name: string): Part {
  return {
    type: 'Image',
    url: photo,
    altText: plain(name, 100),
    style: 'Person',
    width: '48px',
    height: '48px',
    horizontalAlignment: 'Center',
  }
}

/** Styles with a background on which our text is readable in every theme of Teams. Red is left out, because it would look like a
 *  warning. */
const STYLES = ['accent', 'good', 'warning', 'emphasis']

/** The first letters of the first and the last word, on a colour that is always the same for a name. Of an address only the part
 *  before the @ counts. */
export function initials(contact: Contact): Part {
  const name = nameOf(contact) ?? '?'
  const [own = ''] = /^\S+@/.test(name) ? name.split('@') : [name]
  const parts = own.split(/[\s.@_-]+/u).flatMap((word) => /[\p{L}\p{N}]/u.exec(word)?.[0] ?? [])
  const letters = parts.length > 1 ? `${parts[0]}${parts.at(-1)}` : (parts[0] ?? '?')
  return {
    type: 'Container',
    style: STYLES[hashOf(name) % STYLES.length],
    items: [
      // Not in the accent colour, which is hardly readable on the accent's own background in Teams' dark theme.
      foreignText(letters.toUpperCase(), { weight: 'Bolder' }, { horizontalAlignment: 'Center' }),
    ],
  }
}

/** A number that is always the same for a text. https://en.wikipedia.org/wiki/Fowler-Noll-Vo_hash_function */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}
