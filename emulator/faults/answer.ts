import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'

/** How the real answer is changed before it is sent. */
export type Change = {
  merge?: Record<string, unknown> | undefined
  headers?: Record<string, string> | undefined
  cut?: 'before' | 'mid-body' | undefined
}

/** Sends half of a body whose full length is in the headers, then drops the connection. */
export function cutShort(res: ServerResponse, bytes: Buffer): void {
  res.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => res.destroy())
}

/** Holds back everything that is written to `res` from now on. When the answer ends, changes it and sends it. */
export function changeAnswer(res: ServerResponse, change: Change): void {
  const parts: Buffer[] = []
  const real = { writeHead: res.writeHead.bind(res), write: res.write.bind(res), end: res.end.bind(res) }
  const keep = (chunk: unknown): void => {
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) parts.push(Buffer.from(chunk))
  }

  res.writeHead = (status: number, ...rest: unknown[]) => {
    res.statusCode = status
    const headers = rest.find((argument) => typeof argument === 'object') as OutgoingHttpHeaders | undefined
    for (const [name, value] of Object.entries(headers ?? {})) if (value !== undefined) res.setHeader(name, value)
    return res
  }
  res.write = ((chunk: unknown) => {
    keep(chunk)
    return true
  }) as ServerResponse['write']
  res.end = ((chunk?: unknown) => {
    keep(chunk)
    Object.assign(res, real)
    send(res, patched(Buffer.concat(parts), change.merge), change)
    return res
  }) as ServerResponse['end']
}

function send(res: ServerResponse, bytes: Buffer, { headers, cut }: Change): void {
  for (const [name, value] of Object.entries(headers ?? {})) res.setHeader(name, value)
  res.removeHeader('transfer-encoding')
  res.setHeader('content-length', bytes.length)
  if (cut === 'mid-body') cutShort(res, bytes)
  else res.end(bytes)
}

/** The body with the patch applied. A body that is not JSON stays as it is. */
function patched(bytes: Buffer, patch: Record<string, unknown> | undefined): Buffer {
  if (!patch) return bytes
  try {
    return Buffer.from(JSON.stringify(merged(JSON.parse(bytes.toString()), patch)))
  } catch {
    return bytes
  }
}

/** Applies a merge patch. https://www.rfc-editor.org/rfc/rfc7396#section-2 */
function merged(value: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch
  const out: Record<string, unknown> = isObject(value) ? { ...value } : {}
  for (const [name, part] of Object.entries(patch)) {
    if (part === null) delete out[name]
    else out[name] = merged(out[name], part)
  }
  return out
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
