import type { Contact } from '../address-books/contact.ts'
import type { Untidy } from '../untidy.ts'
import type { Answer, Request } from './contacts.ts'
import { type Mailbox, spokenAgain } from './mailbox.ts'
import { conflict, notFound, notSupported, overQuota, tooLarge } from './refusal.ts'
import { contactOut, type Form } from './wire.ts'
import { parseWritten } from './writing.ts'

const MOST_PHOTO_BYTES = 4 * 1024 * 1024
/** Exchange gives a new contact another change key after this time.
 *  https://github.com/realtimebits/compass-calendar/issues/3673 */
const KEY_MOVES_MS = 2_000

export type Changing = ReturnType<typeof changing>

/** Creates, changes and deletes contacts. @param isFull whether a mailbox accepts no more data */
export function changing({
  untidy,
  now,
  isFull,
}: {
  untidy: Untidy
  now: () => number
  isFull: (box: Mailbox) => boolean
}) {
  /** When the change keys of new contacts will change. */
  const moving = new Map<string, { box: Mailbox; at: number }>()
  /** Change keys for which a change was refused once. */
  const refusedOnce = new Set<string>()

  function moveKeys(): void {
    for (const [id, { box, at }] of moving) {
      if (at > now()) continue
      moving.delete(id)
      box.touch(id)
    }
  }

  /** @throws {Refusal} if the client expects another version of the contact, and sometimes if it expects none */
  function precondition({ changeKey }: Contact, ifMatch: string | undefined): void {
    const isOther = ifMatch !== undefined && ifMatch !== '*' && ifMatch !== `W/"${changeKey}"`
    if (isOther && !untidy.has('if-match-ignored')) throw conflict()
    if (!untidy.has('conflict-without-precondition') || refusedOnce.has(changeKey)) return
    refusedOnce.add(changeKey)
    throw conflict()
  }

  function found({ box, ifMatch }: Request, id: string): Contact {
    const contact = box.contact(id)
    if (!contact) throw notFound()
    precondition(contact, ifMatch)
    return contact
  }

  return {
    /** Catches up with the changes that Exchange makes by itself as time passes. */
    catchUp: moveKeys,

    create({ box, body }: Request, folderId: string): Contact {
      const { details, extended } = parseWritten(body, false)
      if (isFull(box)) throw overQuota()
      const { id } = box.add(details, folderId)
      const made = Object.keys(extended).length > 0 ? box.hide(id, { extended }) : box.contact(id)
      if (untidy.has('key-moves')) moving.set(id, { box, at: now() + KEY_MOVES_MS })
      return made ?? gone()
    },

    update(request: Request, id: string): Contact {
      const { details, extended } = parseWritten(request.body, true)
      const old = found(request, id)
      const { box } = request
      if (isFull(box)) throw overQuota()
      const changed = box.change(id, { ...spokenAgain(old, details), ...details })
      if (Object.keys(extended).length === 0) return changed ?? gone()
      return box.hide(id, { extended: { ...box.hidden(id).extended, ...extended } }) ?? gone()
    },

    remove(request: Request, id: string): Answer {
      found(request, id)
      request.box.remove(id)
      return { status: 204 }
    },

    photo(request: Request, id: string, segments: readonly string[]): Answer {
      const { box, method, body } = request
      const contact = box.contact(id)
      const isValue = segments.length === 1 && segments[0] === '$value'
      if (!contact || (segments.length > 0 && !isValue)) throw notFound()
      if (method === 'PUT' || method === 'PATCH') {
        if (!isValue) throw notSupported()
        if (body.length > MOST_PHOTO_BYTES) throw tooLarge()
        if (isFull(box)) throw overQuota()
        box.hide(id, { photo: body })
        return { status: 200 }
      }
      const { photo } = box.hidden(id)
      if (!photo) throw notFound()
      if (method === 'DELETE') {
        box.hide(id, { photo: undefined })
        return { status: 204 }
      }
      if (isValue) return { status: 200, bytes: photo, type: 'image/jpeg' }
      return { status: 200, body: { '@odata.mediaContentType': 'image/jpeg', id: 'Other', width: 48, height: 48 } }
    },
  }
}

function gone(): never {
  throw notFound()
}

/** A contact of `box` as JSON. */
export const written = (box: Mailbox, contact: Contact, form: Form): Record<string, unknown> =>
  contactOut(contact, form, box.hidden(contact.id).extended)
