/** Charsets in which any bytes are valid. A file that names one of them but is valid UTF-8 was usually written as UTF-8. */
const SINGLE_BYTE = /^(?:us-ascii|ascii|iso-?8859|latin|windows-125|cp-?125)/i

const decoders = new Map<string, TextDecoder | undefined>()

/** Decodes bytes. @param bytes one character for each byte @param charset as the file names it */
export function textOf(bytes: string, charset?: string): string {
  // oxlint-disable-next-line no-control-regex -- text in ASCII alone is the same in every charset
  if (/^[\u0000-\u007F]*$/.test(bytes) && !/^(?:utf-?7|iso-2022|hz)/i.test(charset ?? '')) return bytes
  const raw = Buffer.from(bytes, 'latin1')
  const named = charset === undefined || SINGLE_BYTE.test(charset) ? ['utf-8', charset] : [charset, 'utf-8']
  for (const label of named) {
    const text = label === undefined ? undefined : decoded(raw, label)
    if (text !== undefined) return text
  }
  return decoded(raw, 'windows-1252') ?? bytes
}

/** Undefined if the bytes are not valid in this charset, or if it is unknown. */
function decoded(bytes: Buffer, label: string): string | undefined {
  try {
    return decoderFor(label)?.decode(bytes)
  } catch {
    return undefined
  }
}

/** More charsets than any real file names. */
const MOST_DECODERS = 50

function decoderFor(label: string): TextDecoder | undefined {
  const known = decoders.get(label)
  if (known || decoders.has(label)) return known
  if (decoders.size >= MOST_DECODERS) decoders.clear()
  const made = newDecoder(label)
  decoders.set(label, made)
  return made
}

function newDecoder(label: string): TextDecoder | undefined {
  try {
    return new TextDecoder(label, { fatal: true })
  } catch {
    return undefined
  }
}

/** The file in an encoding in which line ends can be found by their bytes: UTF-16 becomes UTF-8. */
export function linesIn8Bits(bytes: Buffer): Buffer {
  const label = utf16(bytes)
  return label === undefined ? bytes : Buffer.from(new TextDecoder(label).decode(bytes))
}

function utf16([first, second]: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  if ((first === 0xff && second === 0xfe) || (first === 0x42 && second === 0)) return 'utf-16le'
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x42)) return 'utf-16be'
  return undefined
}
