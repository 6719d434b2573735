// Which values of a contact can be used: the address for a chat, the number to call, the page to open. A link never leads to a
// person or page that the card does not show.
import type { Contact } from '../graph/contact.ts'
import { foldTyped } from '../text/fold.ts'
import { plain } from './safe-text.ts'

/** RFC 5321 allows 254 characters. */
const MOST_IN_ADDRESS = 254

/** The first address that can receive mail. */
export function mailAddressOf({ emailAddresses }: Contact): string | undefined {
  return emailAddresses.flatMap(({ address }) => address ?? []).find(isMailAddress)
}

/** The address with which Teams can find the person: a chat address, or else a mail address. Undefined if there is none. */
export function chatAddressOf({ imAddresses, emailAddresses }: Contact): string | undefined {
  return [...imAddresses, ...emailAddresses.flatMap(({ address }) => address ?? [])].find(isChatAddress)
}

/** Whether the text is one plain address, exactly as the card shows it. Teams and Outlook read parts between commas or
 *  semicolons as several people, and `8:orgid:…` as an account; a link must not lead to somebody who is not named on the card. */
function isMailAddress(text: string): boolean {
  if (text.length > MOST_IN_ADDRESS || plain(text, MOST_IN_ADDRESS) !== text) return false
  return /^[\p{L}\p{N}\p{M}.!#$&'*+/=?^_`{|}~-]+@[\p{L}\p{N}\p{M}-]+(?:\.[\p{L}\p{N}\p{M}-]+)*$/u.test(text)
}

/** The characters of a user name at Microsoft. A chat link accepts no other address.
 *  https://learn.microsoft.com/entra/identity/hybrid/connect/plan-connect-userprincipalname */
const USER_NAME = /^[a-z\d](?:[\w.'!#^~-]{0,62}[\w'!#^~-])?@[a-z\d-]+(?:\.[a-z\d-]+)+$/i
/** Addresses whose mail nobody reads. */
const UNREAD = /^(?:(?:do[._-]?)?not?[._-]?reply|mailer[._-]daemon|postmaster|bounces?)(?:[._-]|@)/i
/** Private mail services other than Microsoft's. Their addresses are hardly ever accounts in Teams. */
const PRIVATE =
  /@(?:(?:gmail|googlemail|icloud|me|mac|aol|mail|fastmail|protonmail|zoho|qq|163|126|naver)\.com|proton\.me|(?:yahoo|ymail|rocketmail|gmx|yandex)(?:\.[a-z]{2,3}){1,2}|(?:web|t-online|freenet|posteo|mailbox)\.(?:de|org)|mail\.ru|orange\.fr|free\.fr|laposte\.net|libero\.it|comcast\.net)$/i

function isChatAddress(text: string): boolean {
  return isMailAddress(text) && USER_NAME.test(text) && !UNREAD.test(text) && !PRIVATE.test(text)
}

/** The characters of a written number, besides digits. */
const NUMBER = /^\+?[\d\s()./·'\p{Pd}]+$/u
/** An extension after a number, which a link cannot dial. */
const EXTENSION = /(?<=\d\s*)(?:\s\p{L}{1,10}|x|ext|[#;,]+\s*(?:ext)?)[.:=]?\s*\d{1,7}$/iu
/** ITU-T E.164 allows 15 digits. Three are an extension at the person's own company. */
const [FEWEST_DIGITS, MOST_DIGITS] = [3, 15]
/** In a number of two parts the first part is the area code, unless it is as long as a number itself. */
const DIGITS_OF_NUMBER = 7

/** The digits to dial for a written number, in international form if it is written so; undefined if they are not clear. */
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
/** Only a host name, with or without a scheme: no user, no port and no numeric address. */
const PAGE = /^(?:https?:\/\/)?(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}(?:[/?#]|$)/iu

/** The address of a web page as it is written, for a link; undefined if it is not a page, or would lead to a different place
 *  than it seems to. */
export function webPage(text: string): string | undefined {
  if (plain(text) !== text || /[\s\\"<>]/.test(text)) return undefined
  if (!PAGE.test(text)) return undefined
  const written = SCHEME.test(text) ? text : `https://${text}`
  return URL.canParse(written) ? new URL(written).href : undefined
}
