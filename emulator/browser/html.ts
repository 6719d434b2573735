/** A form of a page, with the fields that it would send unchanged. */
export type Form = { id: string; method: string; action: string; fields: Record<string, string> }

const ATTRIBUTES = String.raw`((?:"[^"]*"|'[^']*'|[^>"'])*)`

/** Every form of a page, in order. Knows no nested forms and no selects: our pages have none. */
export function forms(html: string): Form[] {
  return [...html.matchAll(new RegExp(String.raw`<form\b${ATTRIBUTES}>([\s\S]*?)</form>`, 'gi'))].map(
    ([, tag = '', body = '']) => {
      const { id = '', method = 'get', action = '' } = attributes(tag)
      return { id, method: method.toUpperCase(), action, fields: fields(body) }
    },
  )
}

function fields(body: string): Record<string, string> {
  const inputs = [...body.matchAll(new RegExp(String.raw`<input\b${ATTRIBUTES}>`, 'gi'))].map(([, tag = '']) =>
    attributes(tag),
  )
  const sent = inputs.filter(({ type = 'text', ...rest }) => {
    if (type === 'submit' || type === 'button') return false
    return (type !== 'checkbox' && type !== 'radio') || 'checked' in rest
  })
  return Object.fromEntries(sent.flatMap(({ name, value = '' }) => (name === undefined ? [] : [[name, value]])))
}

function attributes(tag: string): Record<string, string> {
  const found = tag.matchAll(/([\w:-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g)
  return Object.fromEntries([...found].map(([, name = '', a, b, c]) => [name.toLowerCase(), decode(a ?? b ?? c ?? '')]))
}

/** The text that a person reads on the page, with white space collapsed. */
export function visibleText(html: string): string {
  const bare = html.replace(/<(style|script|head)\b[\s\S]*?<\/\1>/gi, ' ').replace(/<[^>]*>/g, ' ')
  return decode(bare).replace(/\s+/g, ' ').trim()
}

const NAMED: { [name: string]: string } = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00A0' }

function decode(text: string): string {
  return text.replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16))
    if (decimal) return String.fromCodePoint(Number(decimal))
    return NAMED[name?.toLowerCase() ?? ''] ?? whole
  })
}
