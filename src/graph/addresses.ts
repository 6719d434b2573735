/** The schemes that programs put in front of an address. */
const SCHEME = /^\s*(?:smtp|mailto|sips?|im|xmpp|skype|msteams|aim|ymsgr):\s*/i
/** Addresses inside Exchange and of other mail systems. Nobody outside can write to them, and people cannot read them. */
const INTERNAL = /^\s*(?:\/(?:o|ou|cn|dc)=|(?:ex|x400|x500|notes|fax|ccmail|mapipdl|gwise|ms):|c=[^@]*;|imcea[a-z]+-)/i
/** `<alice@contoso.example>`, with or without a name in front. A text with a second address is left as it is, because it is not
 *  clear which address is meant. */
const IN_BRACKETS = /^[^<>@,;]*<\s*([^<>\s]+@[^<>\s]+)\s*>\s*$/
const QUOTED = /^(['"‘“])(.*)['"’”]$/
/** An address that is written with another sign for the @. A reader still knows which address is meant. */
const OTHER_SIGN = /^[^\s@]+(?:#|\*|[([{]\s*(?:at|@)\s*[)\]}])[^\s@]+\.\p{L}{2,}$/iu

/** The form of nearly all addresses. */
const PLAIN = /^(?!imcea)[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/i

/** The mail address in `text`; undefined if `text` is not one. */
export function mailAddress(text: string): string | undefined {
  if (PLAIN.test(text)) return text
  if (INTERNAL.test(text)) return undefined
  const bare = unwrapped(text)
  return bare.includes('@') && !INTERNAL.test(bare) ? bare : undefined
}

/** The address for chat messages, without a scheme; undefined if `text` is an address inside Exchange. */
export function chatAddress(text: string): string | undefined {
  if (INTERNAL.test(text)) return undefined
  const bare = unwrapped(text)
  return bare === '' || INTERNAL.test(bare) ? undefined : bare
}

export const isChatAddress = (text: string): boolean => /^\s*(?:sips?|im|xmpp|skype|msteams):/i.test(text)

export const isMeantAsAddress = (text: string): boolean => OTHER_SIGN.test(text.trim())

function unwrapped(text: string): string {
  const bare = (IN_BRACKETS.exec(text)?.[1] ?? text).replace(SCHEME, '').trim()
  return (QUOTED.exec(bare)?.[2] ?? bare).replace(SCHEME, '').trim()
}
