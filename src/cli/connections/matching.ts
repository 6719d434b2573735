import { userKeyIn } from '../../connection/chat-user.ts'
import type { Connection } from '../../connection/connection.ts'
import { isGuid } from '../../json.ts'
import { hashOf } from '../../secrets.ts'
import { keyPart } from '../../store/key-part.ts'
import type { Store } from '../../store/store.ts'
import { together } from './in-batches.ts'
import { objectIn } from './records-of-person.ts'

/** Kinds of records whose keys do not begin with a person. */
const WITHOUT_PERSON = new Set(['admin-consent', 'app-token', 'turn', 'ticket', 'state', 'ended'])

/** Kinds of records that say which account they belong to. */
const WITH_ACCOUNT = new Set(['connection', 'pending', 'address-book', 'recent'])

/** The keys of all people that `text` may mean, in order: by `channelId/tenant/from.id` or the key itself, by the user name or
 *  by the object id of the chat's or of the connected account. */
export async function usersMatching(store: Store, text: string): Promise<string[]> {
  const found = new Set<string>()
  const isMeant = meaning(text)
  for await (const user of together(store.scan(''), async (key) => userOf(store, key, isMeant)))
    if (user !== undefined) found.add(user)
  return [...found].toSorted()
}

type Meaning = {
  key: (user: string) => boolean
  hash: (hash: string) => string | undefined
  record: (value: Told) => boolean
}

/** The data about people in records. Every field may be missing. */
type Told = Partial<Connection> & {
  mailbox?: string
  loginHint?: string
  provisional?: { signedIn?: Partial<Connection> }
}

function meaning(text: string): Meaning {
  const keys = keysMeant(text)
  const hashes = new Map(keys.map((key) => [hashOf(key), key]))
  const wanted = text.toLowerCase()
  const isId = isGuid(text)
  const isAccount = (account: Told['account']) => (isId ? account?.oid : account?.username)?.toLowerCase() === wanted
  return {
    key: (user) => keys.includes(user),
    hash: (hash) => hashes.get(hash),
    record({ user, account, mailbox, provisional, loginHint }) {
      if (isAccount(account) || isAccount(provisional?.signedIn?.account)) return true
      if (isId) return [user?.aadObjectId, mailbox?.split('/').at(-1)].some((id) => id?.toLowerCase() === wanted)
      return loginHint?.toLowerCase() === wanted || (user !== undefined && namesOf(user) === text)
    },
  }
}

/** The keys that `text` may mean: `text` itself, or the key for the three unencoded names in it. */
function keysMeant(text: string): string[] {
  const [channelId = '', tenantId, ...id] = text.split('/')
  if (tenantId === undefined || id.length === 0) return [text]
  return [text, [channelId, tenantId, id.join('/')].map(keyPart).join('/')]
}

function namesOf({ channelId, tenantId, id }: NonNullable<Connection['user']>): string {
  return `${channelId}/${tenantId ?? '-'}/${id}`
}

/** The person that a record belongs to, if that person is meant. */
async function userOf(store: Store, key: string, isMeant: Meaning): Promise<string | undefined> {
  const [kind = '', ...parts] = key.split('/')
  const rest = parts.join('/')
  if (kind === 'sign-ins' || kind === 'left') return isMeant.hash(rest)
  if (WITHOUT_PERSON.has(kind) || rest === '') return undefined
  const user = userKeyIn(rest)
  if (isMeant.key(user)) return user
  if (!WITH_ACCOUNT.has(kind) || user !== rest) return undefined
  const value = await objectIn(store, key)
  return value && isMeant.record(value) ? user : undefined
}
