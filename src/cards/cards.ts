import { type Activity, type Attachment } from 'botbuilder'
import { type Command, MAX_QUERY } from '../commands/command.ts'
import { type Apology, PAGE, type Reply } from '../commands/reply.ts'
import type { FlowOutcome } from '../sign-in/sign-in.ts'
import { type Account, PERSONAL_TENANT } from '../entra/account.ts'
import type { Size } from '../book/open-book.ts'
import { en } from '../text/en.ts'
import { adaptiveCard, address, ask, field, foreignText, number, open, ownText, type Part } from './parts.ts'
import { asOfLine, contactCard, contactRow, reasonLine } from './contact-card.ts'
import { plain } from './plain.ts'

export type Message = Partial<Activity>

/** More names than that are guessing. */
const MOST_SUGGESTIONS = 5

/** So many characters of a name fit on a button of a narrow chat. */
const MOST_ON_BUTTON = 30

/** What a Reply looks like in the chat. `botId`: the bot's id in this channel, for links to the chat with it. */
export function messageOf(reply: Reply, botId: string): Message {
  switch (reply.kind) {
    case 'help':
      return card(helpCard(reply.typed))
    case 'sign_in':
      return signInCard(reply)
    case 'already_connected':
      return alreadyConnected(reply)
    case 'signed_in':
      return card(adaptiveCard([foreignText(en.cardOver.connected(usernameOf(reply.account)))]))
    case 'card_newer':
      return card(adaptiveCard([ownText(en.cardOver.newer)]))
    case 'card_expired':
      return card(withButton(en.cardOver.expired, en.signIn.again, reply.resume))
    case 'welcome':
      return card(welcomeCard())
    case 'connected':
      return text(en.connected(usernameOf(reply.account)))
    case 'disconnected':
      return text(reply.account ? disconnected(reply.account) : en.nothingConnected)
    case 'status':
      return card(statusCard(reply))
    case 'not_connected':
      return card(withButton(en.status.notConnected, en.signIn.button))
    case 'contact':
      return card(contactCard(reply))
    case 'contacts':
      return card(listCard(reply))
    case 'nobody':
      return card(nobodyCard(reply))
    case 'reading':
      return card(readingCard(reply))
    case 'contact_gone':
      return card(adaptiveCard([ownText(en.contact.gone)]))
    case 'which_name':
      return text(en.whichName)
    case 'cancelled':
      return text(en.cancelled)
    case 'nothing_to_cancel':
      return text(en.nothingToCancel)
    case 'no_code_wanted':
      return text(en.noCodeWanted)
    case 'wrong_code':
      return text(en.wrongCode(reply.triesLeft))
    case 'type_code':
      return text(en.typeCode)
    case 'code_used_up':
      return text(en.codeUsedUp)
    case 'window_closed':
      return text(en.windowClosed)
    case 'window_failed':
      return text(en.windowFailed)
    case 'not_here':
      return text(`${en.notHere} https://teams.microsoft.com/l/chat/0/0?users=${encodeURIComponent(botId)}`)
    case 'not_set_up':
      return text(en.notSetUp)
    case 'sign_ins_used_up':
      return text(en.signInsUsedUp)
    case 'too_many_questions':
      return text(en.tooManyQuestions)
    case 'tenant_not_allowed':
      return text(en.tenantNotAllowed)
    case 'trouble':
      return text(apology(reply))
  }
}

/** What the sign-in's card turns into once its browser is done. */
export function cardOver(outcome: Exclude<FlowOutcome, { kind: 'connected' }>): Message {
  const { cardOver: words } = en
  if (outcome.kind === 'code') return card(adaptiveCard([ownText(words.code)]))
  if (outcome.kind === 'mismatch') return card(withButton(words.mismatch, en.signIn.again))
  const isCancelled = outcome.kind === 'failed' && outcome.code === 'cancelled'
  return card(withButton(isCancelled ? words.cancelled : words.failed, en.signIn.again))
}

/** What the chat hears of a sign-in that has connected nobody (yet). Never whose other account it was. */
export function signInEnded(outcome: Exclude<FlowOutcome, { kind: 'connected' }>): Message {
  switch (outcome.kind) {
    case 'code':
      return text(en.typeCode)
    case 'mismatch':
      return text(en.mismatch)
    case 'tenant_not_allowed':
      return text(en.tenantNotAllowed)
    case 'failed': {
      const words = en.signInFailed[outcome.code]
      return outcome.adminUrl === undefined
        ? text(outcome.fault ? `${words} (${en.trouble.reference(outcome.fault.reference)})` : words)
        : card(adaptiveCard([ownText(words), address(outcome.adminUrl)], [open(en.adminLink, outcome.adminUrl)]))
    }
  }
}

function text(words: string): Message {
  return { type: 'message', text: words, textFormat: 'plain' }
}

function card(content: Part): Message {
  return { type: 'message', attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }] }
}

function welcomeCard(): Part {
  const { title, text: words } = en.welcome
  return adaptiveCard(
    [ownText(title, { weight: 'Bolder' }), ownText(words)],
    [ask(en.signIn.button, { type: 'connect' })],
  )
}

function alreadyConnected({ account, since, another }: Reply & { kind: 'already_connected' }): Message {
  const words = en.alreadyConnected(usernameOf(account), day(since))
  if (!another) return text(words)
  return card(adaptiveCard([foreignText(words)], [ask(en.signIn.another, { type: 'connect', another: true })]))
}

function helpCard(typed: string | undefined): Part {
  const { title, lines, unknown, find } = en.help
  return adaptiveCard(
    [
      ...(typed === undefined ? [] : [ownText(unknown)]),
      ownText(title, { weight: 'Bolder' }),
      ...lines.map((line) => ownText(line, { spacing: 'Small' })),
    ],
    typed === undefined ? [] : [ask(plain(find(plain(typed, 40))), { type: 'find', query: typed, offset: 0 })],
  )
}

/** Teams opens the first button in its own window; the second works where that does not. */
function signInCard(reply: Reply & { kind: 'sign_in' }): Message {
  const { signIn } = en
  const why = { asked: signIn.asked, not_connected: signIn.notConnected, ended: signIn.ended }[reply.reason]
  const attachment: Attachment = {
    contentType: 'application/vnd.microsoft.card.signin',
    content: {
      text: why,
      buttons: [
        { type: 'signin', title: signIn.button, value: reply.url },
        { type: 'openUrl', title: signIn.browserButton, value: reply.url },
      ],
    },
  }
  return { type: 'message', attachments: [attachment] }
}

function statusCard({ account, since, graphBase, contacts }: Reply & { kind: 'status' }): Part {
  const words = en.status
  return adaptiveCard([
    ownText(words.title, { weight: 'Bolder' }),
    field(words.account, [account.name, account.username].filter(Boolean)),
    field(words.since, [day(since)]),
    field(words.address, [graphBase]),
    field(words.contacts, ['trouble' in contacts ? apology(contacts) : counted(contacts)]),
  ])
}

function listCard(reply: Reply & { kind: 'contacts' }): Part {
  const { query, page, offset, total, because, asOf } = reply
  const words = en.contacts
  const to = (at: number): Command => ({ type: 'find', query, offset: at, list: true })
  const previous = offset > 0 ? [ask(words.previous, to(Math.max(0, offset - PAGE)))] : []
  const next = offset + page.length < total ? [ask(words.next, to(offset + page.length))] : []
  const where = page.length === 0 ? words.none : words.range(offset + 1, offset + page.length)
  return adaptiveCard(
    [
      foreignText(listTitle(reply), { weight: 'Bolder' }),
      ...asOfLine(asOf),
      ...reasonLine(because),
      ...(total > page.length ? [ownText(where, { isSubtle: true, size: 'Small', spacing: 'None' })] : []),
      ...page.map((person) => contactRow(person, { query, offset })),
    ],
    [...previous, ...next],
  )
}

function listTitle({ query, total, equal }: Reply & { kind: 'contacts' }): string {
  const words = en.contacts
  const typed = plain(query, 80)
  if (equal === 1) return words.found(number(total), typed)
  if (equal === total) return words.allEqual(number(total), typed)
  return words.someEqual(number(total), typed, number(equal))
}

function nobodyCard({ query, searched, suggestions }: Reply & { kind: 'nobody' }): Part {
  const names = suggestions.slice(0, MOST_SUGGESTIONS)
  return adaptiveCard([
    foreignText(en.nobody(plain(query, 80)), { weight: 'Bolder' }),
    ownText(en.searched(number(searched.contacts), searched.folders), { isSubtle: true }),
    ...(names.length > 0 ? [ownText(en.didYouMean)] : []),
    ...names.map(suggestion),
  ])
}

/** On a line of its own: names side by side have too little room in a narrow chat. */
function suggestion(name: string): Part {
  const search: Command = { type: 'find', query: name.slice(0, MAX_QUERY), offset: 0 }
  return { type: 'ActionSet', spacing: 'Small', actions: [ask(plain(name, MOST_ON_BUTTON), search)] }
}

function readingCard({ contacts, isFirst }: Reply & { kind: 'reading' }): Part {
  const { first, changes, soFar } = en.reading
  const isTold = isFirst && contacts > 0
  const progress = isTold ? [ownText(soFar(number(contacts)), { isSubtle: true, spacing: 'Small' })] : []
  return adaptiveCard([ownText(isFirst ? first : changes), ...progress])
}

function withButton(words: string, title: string, command: Command = { type: 'connect' }): Part {
  return adaptiveCard([ownText(words)], [ask(title, command)])
}

function apology({ trouble, reference }: Apology): string {
  return `${en.trouble[trouble]} (${en.trouble.reference(reference)})`
}

function counted({ contacts, folders }: Size): string {
  return en.status.counted(number(contacts), folders)
}

function disconnected(account: Account): string {
  const where = account.tid === PERSONAL_TENANT ? en.consent.personal : en.consent.work
  return `${en.disconnected(usernameOf(account))} ${where}`
}

function usernameOf({ username, name }: Account): string {
  return plain(username || name, 100)
}

function day(at: number): string {
  return new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }).format(at) + ' UTC'
}
