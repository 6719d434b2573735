// The part of OneDrive that Teams uses for files in a personal chat: it holds the files that people send, and the files that a
// bot is allowed to save. https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Handler, sendJson, target } from '../answers.ts'
import type { Attachment } from './activity.ts'
import { type Uploaded, uploadSession } from './upload-session.ts'

/** Where a bot may save a file after the person has allowed it. */
export type UploadInfo = { contentUrl: string; name: string; uploadUrl: string; uniqueId: string; fileType: string }

/** A request for a file. `authorization`: bots should not send this header, because the addresses themselves give access. */
export type FileCall = { method: string; path: string; authorization: string | undefined; range: string | undefined }

export type Files = {
  /** Every request for a file, oldest first. */
  readonly calls: readonly FileCall[]
  /** A person's file, as an attachment of the message that they send. */
  attach(name: string, bytes: Buffer): Attachment
  /** The address at which a bot may save a file of this name. */
  place(name: string): UploadInfo
  /** The file with this id; undefined if nothing was saved there. */
  read(uniqueId: string): Buffer | undefined
  /** The speed of uploads. Default: unlimited. */
  setBytesPerSecond(rate: number): void
  readonly handle: Handler
}

type Stored = Uploaded & { key: string }

const ROUTE = /^\/onedrive\/(download|upload|open)\/([\w-]+)$/

export function files(origin: string): Files {
  const stored = new Map<string, Stored>()
  const calls: FileCall[] = []
  let bytesPerSecond = Infinity

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
    return does === 'upload' ? uploadSession(req, res, file, bytesPerSecond) : send(res, file)
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
    setBytesPerSecond: (rate) => void (bytesPerSecond = rate),
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
