/** The digits of a telephone number, without an extension and without the (0) that is not dialled from abroad. */
export function digitsOf(text: string): string {
  return text
    .replace(/\s*(?:x|ext\.?|-?durchwahl)\s*\d+$/i, '')
    .replace(/\(0\)/g, '')
    .normalize('NFKC')
    .replace(/\D/g, '')
}

/** The digits of a telephone number without leading zeros, which belong to dialling and not to the number. */
export function dialled(text: string): string {
  return digitsOf(text).replace(/^0+/, '')
}
