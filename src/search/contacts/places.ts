import { CODES, type Field } from './fields.ts'

// A place is a number for the slot of a contact that a term is in, and its field. A slot is one word of a contact in all of its
// spellings.

const FIELD_BITS = 4

export const placeOf = (slot: number, field: Field): number => (slot << FIELD_BITS) | CODES[field]
export const slotOf = (place: number): number => place >> FIELD_BITS
/** The code of the field. */
export const codeOf = (place: number): number => place & ((1 << FIELD_BITS) - 1)

/** Grows as terms and their places are pushed. */
export function placedTerms() {
  let owned = new Uint32Array(1 << 12)
  let places = new Uint16Array(1 << 12)
  let size = 0

  function grow(): void {
    const more = new Uint32Array(size * 2)
    more.set(owned)
    owned = more
    const morePlaces = new Uint16Array(size * 2)
    morePlaces.set(places)
    places = morePlaces
  }

  return {
    size: () => size,
    push(term: number, place: number): void {
      if (size === owned.length) grow()
      owned[size] = term
      places[size] = place
      size += 1
    },
    rows: () => ({ owned: owned.slice(0, size), places: places.slice(0, size) }),
  }
}
