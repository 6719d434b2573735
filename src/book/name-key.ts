/** A key that is the same for all orders and spellings of the words of a name. If two names have one key, they count as the same
 *  name when somebody adds or imports a contact. */
export function nameKey(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .toSorted()
    .join(' ')
}
