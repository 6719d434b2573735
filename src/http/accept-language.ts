/** Only this many languages are read, because anybody can write the header. */
const MOST = 20

/** The languages that a browser asks for, the preferred one first, as BCP 47 tags. Those that it refuses (`q=0`) and "any" (`*`)
 *  are left out. https://www.rfc-editor.org/rfc/rfc9110#field.accept-language */
export function acceptedLanguages(header: string | undefined): string[] {
  return (header ?? '')
    .split(',', MOST)
    .map((item) => {
      const [tag = '', weight] = item.split(';').map((part) => part.trim())
      return { tag, weight: weight === undefined ? 1 : Number(/^q=([\d.]+)$/i.exec(weight)?.[1] ?? 0) }
    })
    .filter(({ tag, weight }) => tag !== '' && tag !== '*' && weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag)
}
