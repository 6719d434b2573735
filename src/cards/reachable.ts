// What a contact's values can be used for: which address can be chatted with, which number can be called, which page opened. A link
// never leads to anybody or anything that the card does not show.
import type { Contact } from '../graph/contact.ts'
import { foldTyped } from '../text/fold.ts'
import { plain } from './safe-text.ts'

/** RFC 5321 allows 254 characters. */
const MOST_IN_ADDRESS = 254

/** The first address that mail can be sent to. */
export function mailAddressOf({ emailAddresses }: Contact): string | undefined {
  return emailAddresses.flatMap(({ address }) => address ?? []).find(isMailAddress)
}

/** The address by which Teams finds somebody: a chat address, or else a mail address. Undefined if Teams would find nobody. */
export function chatAddressOf({ imAddresses, emailAddresses }: Contact): string | undefined {
  return [...imAddresses, ...emailAddresses.flatMap(({ address }) => address ?? [])].find(isChatAddress)
}

/** Whether it is one plain address, and the same as the card shows. Teams and Outlook take what stands between commas or semicolons
 *  for several people, and `8:orgid:…` for an account: a link must not lead to somebody whom the card does not name. */
function isMailAddress(text: string): boolean {
  if (text.length > MOST_IN_ADDRESS || plain(text, MOST_IN_ADDRESS) !== text) return false
  return /^[\p{L}\p{N}\p{M}.!#$&'*+/=?^_`{|}~-]+@[\p{L}\p{N}\p{M}-]+(?:\.[\p{L}\p{N}\p{M}-]+)*$/u.test(text)
}

/** What a user name at Microsoft may consist of: a chat's link takes no other address.
 *  https://learn.microsoft.com/entra/identity/hybrid/connect/plan-connect-userprincipalname */
const USER_NAME = /^[a-z\d](?:[\w.'!#^~-]{0,62}[\w'!#^~-])?@[a-z\d-]+(?:\.[a-z\d-]+)+$/i
/** Nobody reads what is written to these. */
const UNREAD = /^(?:(?:do[._-]?)?not?[._-]?reply|mailer[._-]daemon|postmaster|bounces?)(?:[._-]|@)/i
/** Mail of private people at others than Microsoft. Their addresses are hardly ever accounts in Teams. */
const PRIVATE =
  /@(?:(?:gmail|googlemail|icloud|me|mac|aol|mail|fastmail|protonmail|zoho|qq|163|126|naver)\.com|proton\.me|(?:yahoo|ymail|rocketmail|gmx|yandex)(?:\.[a-z]{2,3}){1,2}|(?:web|t-online|freenet|posteo|mailbox)\.(?:de|org)|mail\.ru|orange\.fr|free\.fr|laposte\.net|libero\.it|comcast\.net)$/i

function isChatAddress(text: string): boolean {
  return isMailAddress(text) && USER_NAME.test(text) && !UNREAD.test(text) && !PRIVATE.test(text)
}

/** What numbers are written with besides digits. */
const NUMBER = /^\+?[\d\s()./·'\p{Pd}]+$/u
/** An extension behind a number: a link cannot dial it. */
const EXTENSION = /(?<=\d\s*)(?:\s\p{L}{1,10}|x|ext|[#;,]+\s*(?:ext)?)[.:=]?\s*\d{1,7}$/iu
/** ITU-T E.164 allows 15 digits. Three are an extension at the person's own company. */
const [FEWEST_DIGITS, MOST_DIGITS] = [3, 15]
/** Of a number in two parts the first is an area's, unless it is as long as a number itself. */
const DIGITS_OF_NUMBER = 7

/** The digits to dial for a number as it is written, in international form if it is; undefined if nobody can tell. */
export function dialable(text: string): string | undefined {
  const written = foldTyped(text)
    .replace(/^tel:\s*/i, '')
    .replace(EXTENSION, '')
    .replace(/^\(\+(\d+)\)/, '+$1')
    .trim()
  if (!NUMBER.test(written) || isTwo(written)) return undefined
  // The zero in “+44 (0)20” is only dialled within the country.
  const digits = (written.startsWith('+') ? written.replace('(0)', '') : written).replace(/\D/g, '')
  if (digits.length < FEWEST_DIGITS || digits.length > MOST_DIGITS) return undefined
  return written.startsWith('+') ? `+${digits}` : digits
}

function isTwo(written: string): boolean {
  const [first = '', ...others] = written.split('/')
  return others.length > 0 && first.replace(/\D/g, '').length >= DIGITS_OF_NUMBER
}

const SCHEME = /^https?:\/\//i
/** The name of a host alone, with or without a scheme: no user, no port and no number of a host. */
const PAGE = /^(?:https?:\/\/)?(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}(?:[/?#]|$)/iu

/** The address of a web page as it is written, for a link; undefined if it is no page, or would lead elsewhere than it seems. */
export function webPage(text: string): string | undefined {
  if (plain(text) !== text || /[\s\\"<>]/.test(text)) return undefined
  if (!PAGE.test(text)) return undefined
  const written = SCHEME.test(text) ? text : `https://${text}`
  return URL.canParse(written) ? new URL(written).href : undefined
}
