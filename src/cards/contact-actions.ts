import type { Person } from '../book/people.ts'
import type { Command } from '../commands/command.ts'
import type { Back } from '../commands/reply.ts'
import type { Catalogue } from '../text/catalogue.ts'
import type { FieldName } from './contact-fields.ts'
import { dialLink, type Links, mailLink, teamsLink } from './links.ts'
import { ask, open, type Part } from './parts.ts'
import { chatAddressOf, dialable, mailAddressOf, webPage } from './reachable.ts'

/** The button beside a value of a contact, if it has one. */
export type ButtonOf = (field: FieldName, value: string) => Part | undefined

const PHONES: ReadonlySet<FieldName> = new Set(['mobile', 'business', 'home'])

/** What can be done with a person: the buttons at the top of the card, and those beside values.
 *  Chat and call go by Teams' own links and mail by Outlook's, as `mailto:` and `tel:` do nothing in Teams. */
export function contactActions(
  { contact }: Person,
  back: Back | undefined,
  { contact: words }: Catalogue,
  links: Links,
): { top: Part[]; buttonOf: ButtonOf } {
  const chat = chatAddressOf(contact)
  const mail = mailAddressOf(contact)
  const mailUrl = mail && mailLink(links, mail)
  const numbers = [contact.mobilePhone ?? [], contact.businessPhones, contact.homePhones].flat()
  const [number, ...others] = new Set(numbers.flatMap((written) => dialable(written) ?? []))
  const dial = (digits: string) => open(words.call, dialLink(links, digits))
  // If Teams does not know the person, the call button dials the first number.
  const call = chat ? open(words.call, teamsLink(links, 'call', chat)) : number && dial(number)
  const isOnTop = !chat && others.length === 0

  function buttonOf(field: FieldName, value: string): Part | undefined {
    if (field === 'website') return pageButton(value)
    const digits = PHONES.has(field) && !isOnTop ? dialable(value) : undefined
    return digits === undefined ? undefined : dial(digits)
  }

  function pageButton(value: string): Part | undefined {
    const page = webPage(value)
    return page === undefined ? undefined : open(words.open, page)
  }

  const top = [
    ...(chat ? [open(words.chat, teamsLink(links, 'chat', chat))] : []),
    ...(call ? [call] : []),
    ...(mailUrl ? [open(words.mail, mailUrl)] : []),
    ...(back ? [ask(words.back, toList(back))] : []),
  ]
  return { top, buttonOf }
}

/** The command that shows a list again, or another page of it. */
export function toList(back: Back): Command {
  return 'query' in back ? { type: 'find', ...back, list: true } : { type: 'list', ...back }
}
