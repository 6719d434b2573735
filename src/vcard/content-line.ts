export type Params = Record<string, string>

/** The most bytes in a line, without its line end. https://www.rfc-editor.org/rfc/rfc6350#section-3.2 */
const MOST_BYTES = 75

/** One property as a vCard 4.0 writes it, escaped and folded. */
export function contentLine(name: string, params: Params, value: string): string {
  return valueLine(name, params, escaped(value))
}

/** A property with several values, or with a value in parts. */
export function listLine(name: string, params: Params, values: string[], between: ',' | ';'): string {
  return valueLine(name, params, values.map(escaped).join(between))
}

/** A property whose value is an address. The value is not escaped: a comma in it belongs to the address. */
export function uriLine(name: string, uri: string): string {
  return valueLine(
    name,
    {},
    uri.replace(/[\s\p{Cc}]/gu, (blank) => encodeURIComponent(blank)),
  )
}

function valueLine(name: string, params: Params, value: string): string {
  const given = Object.entries(params).map(([param, of]) => `;${param}=${of}`)
  return folded(`${name}${given.join('')}:${value}`)
}

function escaped(text: string): string {
  return text
    .replace(/[\\;,]/g, '\\$&')
    .replace(/\r\n?|\n/g, '\\n')
    .replace(/\p{Cc}/gu, ' ')
}

/** Never splits a character. */
function folded(line: string): string {
  const lines: string[] = []
  let current = ''
  let bytes = 0
  for (const character of line) {
    const more = Buffer.byteLength(character)
    if (bytes + more > MOST_BYTES) {
      lines.push(current)
      current = ' '
      bytes = 1
    }
    current += character
    bytes += more
  }
  return [...lines, current].join('\r\n')
}
