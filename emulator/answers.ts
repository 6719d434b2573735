import type { IncomingMessage, ServerResponse } from 'node:http'

/** Returns true if it has answered the request or will answer it, false to leave the request to the next handler. */
export type Handler = (req: IncomingMessage, res: ServerResponse) => boolean | Promise<boolean>

export function sendJson(
  res: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): true {
  const bytes = Buffer.from(JSON.stringify(body))
  res.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': bytes.length,
    'cache-control': 'no-store',
    ...headers,
  })
  res.end(bytes)
  return true
}

export function sendHtml(res: ServerResponse, status: number, html: string): true {
  const bytes = Buffer.from(html)
  res.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': bytes.length,
    'cache-control': 'no-store',
  })
  res.end(bytes)
  return true
}

export function sendRedirect(res: ServerResponse, location: string): true {
  res.writeHead(303, { location, 'cache-control': 'no-store', 'content-length': 0 })
  res.end()
  return true
}

/** The whole body, however long. */
export async function readBody(req: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of req) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

/** Parses a JSON object. Undefined for any other text. */
export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

/** The request's path and query. A target that is no valid URL counts as `/`. */
export function target(req: IncomingMessage): URL {
  return URL.parse(req.url ?? '/', 'http://emulator') ?? new URL('http://emulator/')
}
