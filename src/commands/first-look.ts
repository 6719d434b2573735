import type { Asked } from './asked.ts'
import type { Apology, Trouble } from './reply.ts'
import type { Services } from './services.ts'
import type { LiveToken } from '../connection/tokens.ts'
import { apology, troubleOf } from './trouble.ts'
import { bookOf } from './whose-book.ts'

/** How long the message about the new connection may be delayed by this. */
const PATIENCE_MS = 1_500

/** Problems that prevent every search until somebody fixes them. */
export const LASTING: ReadonlySet<Trouble> = new Set(['no_mailbox', 'contacts_forbidden', 'account_on_hold'])

/** Looks into the mailbox of somebody who has just connected. @returns why no question will find anybody: there are no contacts,
 *  or Outlook refuses access. Undefined if all is well, or if finding out takes too long. Never rejects. */
export async function firstLook(asked: Asked, services: Services): Promise<'empty' | Apology | undefined> {
  try {
    const token = await services.accessToken(asked.user)
    return 'accessToken' in token ? await lookInto(token, asked, services) : undefined
  } catch (error) {
    if (troubleOf(error) === 'unexpected') asked.onFault(error, 'unexpected')
    return LASTING.has(troubleOf(error)) ? apology(error, asked) : undefined
  }
}

/** Looks into a mailbox. @returns undefined if there are contacts, or if finding out takes many requests.
 *  @throws {GraphError} `aborted` if it takes long */
export async function lookInto(token: LiveToken, asked: Asked, services: Services): Promise<'empty' | undefined> {
  const { owner, reader } = bookOf(token, asked, services)
  const signal = AbortSignal.timeout(PATIENCE_MS)
  const isFilled = await services.addressBooks.hasContacts(owner, token.accessToken, signal)
  reader.onRead?.()
  return isFilled === false ? 'empty' : undefined
}
