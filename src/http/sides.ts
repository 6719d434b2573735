// The two sides that a sign-in joins: an account, and a person in a chat.
import type { ChatUser } from '../connection/chat-user.ts'
import { accountName } from '../text/account-name.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { shownName } from '../text/shown-name.ts'
import { escape } from './page-layout.ts'

/** The longest user name that is shown whole. */
const MAX_ACCOUNT = 100

type Account = Parameters<typeof accountName>[0]

export function nameOf(account: Account, catalogue: Catalogue): string {
  return shownName(accountName(account, catalogue), MAX_ACCOUNT)
}

/** The person of the chat, the place of the chat, and the account: each on a separate line, because people choose their own
 *  names. */
export function sides(account: string, user: ChatUser, catalogue: Catalogue): string {
  const { labels } = catalogue.page
  const lines = [
    [labels.account, escape(account)],
    [labels.person, personOf(user, catalogue)],
    [labels.place, escape(placeOf(user, catalogue))],
  ]
  return `<dl>${lines.map(([label = '', value]) => `<dt>${escape(label)}</dt><dd><bdi>${value}</bdi></dd>`).join('')}</dl>`
}

/** The name of a chat's person, escaped, and in quotation marks because they choose it themselves. */
export function personOf({ name }: ChatUser, { page: words }: Catalogue): string {
  const shown = shownName(name)
  return escape(shown === '' ? words.start.somebody : words.quoted(shown))
}

/** The place of a chat. A channel that is not in the catalogue is shown with its technical name. */
function placeOf({ channelId }: ChatUser, catalogue: Catalogue): string {
  const places: Record<string, string> = catalogue.page.places
  return Object.hasOwn(places, channelId) ? (places[channelId] ?? channelId) : shownName(channelId)
}
