// Creates, changes and deletes contacts. They are read and sent in Graph's own form, not as the `Contact` of `contact.ts`: that
// one has shortened values, and writing those back would lose the rest.
import { isObject, parseJson } from '../json.ts'
import { type Access, type Get, type Send, contactsPath, mailboxPath, segment } from './client.ts'
import { GraphError, isNotFound } from './graph-error.ts'
import { IMMUTABLE_IDS } from './list-contacts.ts'
import { page, PAGE_SIZE, pages } from './pages.ts'

/** A complete contact in Graph's form. `etag`: its version, which Exchange sometimes changes by itself. */
export type WholeContact = { id: string; etag: string | undefined; properties: Record<string, unknown> }

/** Properties of a contact, by Graph's names and in its shapes. */
export type Properties = Record<string, unknown>

/** The version of a contact. Graph does not always check its etag. */
export type Version = { id: string; etag?: string | undefined }
export type ContactChange = Version & { properties: Properties }
/** Where a contact was created, and the stamp that only this contact has. */
export type Made = { folder: string | undefined; stamp: string }
export type NewContact = Made & { properties: Properties }

const PREFER = { prefer: IMMUTABLE_IDS }

/** Properties that v1.0 does not name: fax numbers, pager, further phones and pages, the wedding day.
 *  https://learn.microsoft.com/office/client-developer/outlook/mapi/mapi-properties */
const HIDDEN: readonly string[] = '3A24 3A25 3A23 3A21 3A1E 3A1F 3A1A 3A1B 3A2F 3A2D 3A2C 3A2E 3A1D 3A02 3A51 3A50'
  .split(' ')
  .map((tag) => `String 0x${tag}`)
  .concat('SystemTime 0x3A41')
/** Marks a contact that we create, so that we can find it if Graph's answer is lost. */
const STAMP = 'String {7c0f9d52-6c1e-4d0b-9a53-2f6e1b7a9c44} Name OutlookContactsStamp'

const EXPAND = `$expand=${encodeURIComponent(
  `singleValueExtendedProperties($filter=${HIDDEN.map((id) => `id eq '${id}'`).join(' or ')})`,
)}`

// https://learn.microsoft.com/graph/api/contact-get
/** Reads one contact as it is now, with its hidden properties. @throws {GraphError} `not_found` if it is gone */
export function whole(get: Get, access: Access, id: string): Promise<WholeContact> {
  return get(access, `${mailboxPath(access)}/contacts/${segment(id)}?${EXPAND}`, wholeFrom, PREFER)
}

function wholeFrom(properties: Properties): WholeContact {
  const { id, '@odata.etag': etag } = properties
  if (typeof id !== 'string' || id === '') throw new GraphError('unavailable', { status: 200 })
  return { id, etag: typeof etag === 'string' ? etag : undefined, properties }
}

// https://learn.microsoft.com/graph/api/user-post-contacts
/** Creates a contact in `folder`, or in the default folder. If it is unclear whether the contact was created, the request is not
 *  repeated: `findStamped` tells. @param stamp a text that only this contact gets. @throws {GraphError} */
export async function create(
  send: Send,
  access: Access,
  { folder, properties, stamp }: NewContact,
): Promise<WholeContact> {
  const url = contactsPath(access, folder)
  const { singleValueExtendedProperties: hidden } = properties
  const stamped = [...(Array.isArray(hidden) ? (hidden as unknown[]) : []), { id: STAMP, value: stamp }]
  const json = { ...properties, singleValueExtendedProperties: stamped }
  return objectIn(await send(access, { method: 'POST', url, json, headers: PREFER, retry: 'throttled' }))
}

// https://learn.microsoft.com/graph/api/singlevaluelegacyextendedproperty-get
/** Finds the contact that `create` has created with this stamp in the same folder. @throws {GraphError} */
export function findStamped(get: Get, access: Access, { folder, stamp }: Made): Promise<WholeContact | undefined> {
  const path = contactsPath(access, folder)
  const filter = `singleValueExtendedProperties/any(ep: ep/id eq '${STAMP}' and ep/value eq '${stamp}')`
  return get(access, `${path}?$filter=${encodeURIComponent(filter)}&$top=1`, firstOf, PREFER)
}

/** The stamps of all contacts in the default folder that we have created. @throws {GraphError} */
export async function stamps(get: Get, access: Access): Promise<Set<string>> {
  const expand = `$expand=${encodeURIComponent(`singleValueExtendedProperties($filter=id eq '${STAMP}')`)}`
  const first = `${contactsPath(access, undefined)}?$top=${PAGE_SIZE}&$select=id&${expand}`
  const found = new Set<string>()
  for await (const { items } of pages((next) => page(get, access, next ?? first, stampIn, PREFER)))
    for (const stamp of items) found.add(stamp)
  return found
}

function stampIn(json: unknown): string | undefined {
  const hidden = isObject(json) ? json['singleValueExtendedProperties'] : undefined
  const [stamp] = Array.isArray(hidden) ? (hidden as unknown[]) : []
  return isObject(stamp) && typeof stamp['value'] === 'string' ? stamp['value'] : undefined
}

function firstOf({ value }: Properties): WholeContact | undefined {
  const [first] = Array.isArray(value) ? (value as unknown[]) : []
  return isObject(first) ? wholeFrom(first) : undefined
}

// https://learn.microsoft.com/graph/api/contact-update
/** Changes the given properties. Repeating a change does no harm, so it is sent again if no answer came.
 *  @param etag the version to change; Graph does not always check it. @throws {GraphError} `conflict` if the contact has another
 *  version now, or if Exchange wrongly believes so; `not_found` */
export async function update(
  send: Send,
  access: Access,
  { id, etag, properties }: ContactChange,
): Promise<WholeContact> {
  const headers = { ...PREFER, ...(etag !== undefined && { 'if-match': etag }) }
  const url = `${mailboxPath(access)}/contacts/${segment(id)}`
  return objectIn(await send(access, { method: 'PATCH', url, json: properties, headers, retry: 'read' }))
}

// https://learn.microsoft.com/graph/api/contact-delete
/** Moves a contact to Deleted Items. Does nothing if it is already gone.
 *  @throws {GraphError} `conflict` as `update` */
export async function remove(send: Send, access: Access, { id, etag }: Version): Promise<void> {
  const headers = { ...PREFER, ...(etag !== undefined && { 'if-match': etag }) }
  const request = {
    method: 'DELETE' as const,
    url: `${mailboxPath(access)}/contacts/${segment(id)}`,
    headers,
    retry: 'read' as const,
  }
  await send(access, request).catch((error: unknown) => {
    if (!isNotFound(error)) throw error
  })
}

// https://learn.microsoft.com/graph/api/profilephoto-get
/** The picture of a contact; undefined if it has none. @throws {GraphError} */
export async function photo(send: Send, access: Access, id: string): Promise<Buffer | undefined> {
  const url = `${mailboxPath(access)}/contacts/${segment(id)}/photo/$value`
  const headers = { ...PREFER, accept: 'image/*' }
  try {
    return Buffer.from(await send(access, { method: 'GET', url, headers, retry: 'read', encoding: 'latin1' }), 'latin1')
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw error
  }
}

// https://learn.microsoft.com/graph/api/profilephoto-update
/** Gives a contact a picture, a JPEG. @throws {GraphError} */
export async function putPhoto(send: Send, access: Access, id: string, bytes: Buffer): Promise<void> {
  const url = `${mailboxPath(access)}/contacts/${segment(id)}/photo/$value`
  const headers = { ...PREFER, 'content-type': 'image/jpeg' }
  await send(access, { method: 'PUT', url, headers, bytes, retry: 'read' })
}

function objectIn(body: string): WholeContact {
  const json = parseJson(body)
  if (!isObject(json)) throw new GraphError('unavailable', { status: 200 })
  return wholeFrom(json)
}
