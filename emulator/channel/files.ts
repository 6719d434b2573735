// The part of OneDrive that Teams uses for files in a personal chat: what a person sends lies there, and so does what a bot is
// allowed to put there. https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Handler, readBody, sendJson, target } from '../answers.ts'
import type { Attachment } from './activity.ts'

/** Where a bot may put a file that a person has allowed. */
export type UploadInfo = { contentUrl: string; name: string; uploadUrl: string; uniqueId: string; fileType: string }

/** A request for a file. `authorization`: nobody should send one: the addresses themselves are the key. */
export type FileCall = { method: string; path: string; authorization: string | undefined; range: string | undefined }

export type Files = {
  /** Every request for a file, oldest first. */
  readonly calls: readonly FileCall[]
  /** A person's file, as it stands in the message that they send. */
  attach(name: string, bytes: Buffer): Attachment
  /** A place for a bot's file of this name. */
  place(name: string): UploadInfo
  /** What lies under this id; undefined where nothing was put there. */
  read(uniqueId: string): Buffer | undefined
  readonly handle: Handler
}

type Stored = { name: string; bytes: Buffer | undefined; key: string }

const ROUTE = /^\/onedrive\/(download|upload|open)\/([\w-]+)$/

export function files(origin: string): Files {
  const stored = new Map<string, Stored>()
  const calls: FileCall[] = []

  function put(name: string, bytes: Buffer | undefined): { id: string; key: string } {
    const [id, key] = [crypto.randomUUID(), crypto.randomUUID()]
    stored.set(id, { name, bytes, key })
    return { id, key }
  }

  function place(name: string): UploadInfo {
    const { id, key } = put(name, undefined)
    const [contentUrl, uploadUrl] = [`${origin}/onedrive/open/${id}`, `${origin}/onedrive/upload/${id}?tempauth=${key}`]
    return { contentUrl, name, uploadUrl, uniqueId: id, fileType: typeOf(name) }
  }

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<boolean> {
    const { pathname, searchParams } = target(req)
    const [, does, id = ''] = ROUTE.exec(pathname) ?? []
    if (does === undefined) return false
    const { authorization, 'content-range': range } = req.headers
    calls.push({ method: req.method ?? '', path: pathname, authorization, range })
    const file = stored.get(id)
    if (!file || (does !== 'open' && searchParams.get('tempauth') !== file.key)) return refuse(res, 401)
    return does === 'upload' ? take(req, res, file) : send(res, file)
  }

  return {
    calls,
    attach(name, bytes) {
      const { id, key } = put(name, bytes)
      const downloadUrl = `${origin}/onedrive/download/${id}?tempauth=${key}`
      return {
        contentType: 'application/vnd.microsoft.teams.file.download.info',
        contentUrl: `${origin}/onedrive/open/${id}`,
        name,
        content: { downloadUrl, uniqueId: id, fileType: typeOf(name), etag: `"{${id}},1"` },
      }
    },
    place,
    read: (uniqueId) => stored.get(uniqueId)?.bytes,
    handle,
  }
}

function typeOf(name: string): string {
  return name.split('.').at(-1)?.toLowerCase() ?? ''
}

function refuse(res: ServerResponse, status: number): true {
  return sendJson(res, status, { error: { code: 'accessDenied', message: 'The emulated OneDrive refuses this.' } })
}

function send(res: ServerResponse, { name, bytes }: Stored): true {
  if (!bytes) return refuse(res, 404)
  res.writeHead(200, {
    'content-type': 'application/octet-stream',
    'content-length': bytes.length,
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
    'x-content-type-options': 'nosniff',
  })
  res.end(bytes)
  return true
}

/** Takes a file in one piece. https://learn.microsoft.com/graph/api/driveitem-createuploadsession */
async function take(req: IncomingMessage, res: ServerResponse, file: Stored): Promise<true> {
  if (req.method !== 'PUT') return refuse(res, 405)
  const bytes = await readBody(req)
  const range = `bytes 0-${bytes.length - 1}/${bytes.length}`
  if (req.headers['content-range'] !== range) return refuse(res, 416)
  file.bytes = bytes
  return sendJson(res, 201, { name: file.name, size: bytes.length })
}
