import type { Reader } from '../book/in-step.ts'
import type { Owner } from '../book/stored-book.ts'
import { type ChatUser, userKey } from '../connection/chat-user.ts'
import { connectionKey } from '../connection/connection.ts'
import type { LiveToken } from '../connection/tokens.ts'
import type { Asked } from './asked.ts'
import type { Services } from './services.ts'

export function bookKey(user: ChatUser): string {
  return `address-book/${userKey(user)}`
}

export function recentKey(user: ChatUser): string {
  return `recent/${userKey(user)}`
}

/** The owner of the address book that a token opens, and how to read it. */
export function bookOf(
  token: LiveToken,
  asked: Pick<Asked, 'user' | 'sentAt' | 'onRequest'>,
  services: Services,
): { owner: Owner; reader: Reader } {
  const owner = ownerOf(token, asked.user)
  return {
    owner,
    reader: token.userId === undefined ? signedIn(token, owner, asked, services) : unsigned(token, asked, services),
  }
}

/** The owner of a person's address book, if it is known without asking Microsoft. @throws {StoreError} */
export async function knownOwner(user: ChatUser, services: Services): Promise<Owner | undefined> {
  const { application, connections, signIn } = services
  if (!application) {
    const connection = (await connections.get(connectionKey(user)))?.value
    return connection && signIn.mayUse(user, connection.account) ? ownerOf(connection, user) : undefined
  }
  const mailbox = application.mailboxOf(user)
  if ('reason' in mailbox) return undefined
  const { tenantId: tid, objectId: oid } = mailbox
  const graphBase = await application.graphBaseOf(mailbox)
  return graphBase === undefined ? undefined : ownerOf({ graphBase, account: { tid, oid }, userId: oid }, user)
}

/** A book that is read with the person's own token is wanted while they are connected. */
function signedIn(
  { accessToken }: LiveToken,
  { mailbox }: Owner,
  { user, onRequest }: Pick<Asked, 'user' | 'onRequest'>,
  { connections }: Pick<Services, 'connections'>,
): Reader {
  async function isCurrent(): Promise<boolean> {
    const connection = await connections.get(connectionKey(user))
    return connection !== undefined && mailboxOf(connection.value) === mailbox
  }
  return { token: accessToken, isCurrent, onRequest }
}

/** A book that the application reads with its own permission is wanted until the person disconnects or removes the app. */
function unsigned(
  { accessToken, account }: LiveToken,
  { user, sentAt, onRequest }: Pick<Asked, 'user' | 'sentAt' | 'onRequest'>,
  { application, departures }: Pick<Services, 'application' | 'departures'>,
): Reader {
  return {
    token: accessToken,
    onRequest,
    isCurrent: async () => !(await departures.isOver(user, sentAt)),
    onRead: () => application?.noteRead({ tenantId: account.tid, objectId: account.oid }),
  }
}

type Whose = { graphBase: string; account: Pick<LiveToken['account'], 'tid' | 'oid'>; userId?: string | undefined }

function ownerOf(whose: Whose, user: ChatUser): Owner {
  const { graphBase: base, userId } = whose
  return { key: bookKey(user), mailbox: mailboxOf(whose), base, userId, conversationId: user.conversationId }
}

/** A name for the mailbox and the way it is read, because Graph's links for one way do not work for the other. */
function mailboxOf({ account: { tid, oid }, userId }: Pick<Whose, 'account' | 'userId'>): string {
  return userId === undefined ? `${tid}/${oid}` : `application/${tid}/${oid}`
}
