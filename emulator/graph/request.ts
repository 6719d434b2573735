import type { IncomingMessage } from 'node:http'

/** The token in the Authorization header. */
export const bearerToken = (req: IncomingMessage): string | undefined =>
  /^Bearer (\S+)$/i.exec(req.headers.authorization ?? '')?.[1]

/** A request by itself, or one of a batch. */
export type Part = { method: string; url: URL; headers: Record<string, string | undefined>; body: Buffer }

/** What a request asks for in its Prefer header. `applied` is the header by which the answer confirms it. */
export function preferences(req: { headers: Part['headers'] } | Pick<IncomingMessage, 'headers'>): {
  immutable: boolean
  pageSize: number
  applied: Record<string, string>
} {
  const prefer = [req.headers['prefer'] ?? ''].flat().join(',')
  const immutable = /\bIdType\s*=\s*"ImmutableId"/i.test(prefer)
  const size = /\bodata\.maxpagesize\s*=\s*(\d+)/i.exec(prefer)?.[1]
  const applied = [immutable && 'IdType="ImmutableId"', size !== undefined && `odata.maxpagesize=${size}`].filter(
    Boolean,
  )
  return {
    immutable,
    pageSize: Math.max(1, Math.min(Number(size ?? 10), 1000)),
    applied: applied.length > 0 ? { 'preference-applied': applied.join(', ') } : {},
  }
}
