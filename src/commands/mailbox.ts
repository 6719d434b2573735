import type { Reader } from '../book/in-step.ts'
import type { Owner } from '../book/stored-book.ts'
import type { OpenBook } from '../book/open-book.ts'
import type { Person } from '../book/people.ts'
import type { LiveToken } from '../connection/tokens.ts'
import { PERSONAL_TENANT } from '../entra/account.ts'
import { fromGraph } from '../graph/contact.ts'
import type { Access, WholeContact } from '../graph/graph.ts'
import type { Exchange } from './exchange.ts'
import { freshBook } from './from-book.ts'
import type { Services } from './services.ts'
import { bookOf } from './whose-book.ts'

/** The mailbox of the person who asks: access to Graph, and the copy of its contacts. */
export type Mailbox = {
  access: Access
  owner: Owner
  reader: Reader
  /** Personal accounts have no way to give a contact a picture. */
  isPersonal: boolean
  /** A copy that is fresh enough to answer. */
  book(): Promise<OpenBook>
  /** Puts a contact that we have written to Outlook into the copy. @returns the person that it belongs to */
  written(contact: WholeContact): Promise<Person>
  /** Removes a deleted contact from the copy. */
  deleted(id: string): void
}

export function mailboxOf(token: LiveToken, exchange: Exchange, services: Services): Mailbox {
  const { owner, reader } = bookOf(token, exchange, services)
  const { addressBooks } = services
  return {
    access: {
      base: owner.base,
      token: token.accessToken,
      mailbox: owner.mailbox,
      userId: owner.userId,
      onRequest: exchange.onRequest,
    },
    owner,
    reader,
    isPersonal: token.account.tid === PERSONAL_TENANT,
    book: () => freshBook({ owner, reader, exchange, services }),
    async written({ id, properties }) {
      const contact = fromGraph(properties) ?? {
        id,
        emailAddresses: [],
        imAddresses: [],
        homePhones: [],
        businessPhones: [],
      }
      addressBooks.changed(owner, id, contact)
      const book = await addressBooks.atHand(owner, 0)
      return (await book?.person(id)) ?? { contact, places: [] }
    },
    deleted: (id) => addressBooks.changed(owner, id, undefined),
  }
}
