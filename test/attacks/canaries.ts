import type { Person } from '../../emulator/people.ts'
import type { Mailbox } from '../../emulator/graph/mailbox.ts'

/** Where secrets are in HTTP traffic. */
const PLACES = [
  /"(?:access_token|refresh_token|id_token)":"([^"\s]{8,})"/g,
  /^authorization: Bearer (\S{8,})/gim,
  /(?:^|[?&\s])(?:code|state|ticket|nonce|code_verifier|code_challenge|client_secret|client_assertion|refresh_token)=([\w.~%+-]{8,})/g,
  /name="ticket" value="([^"]{8,})"/g,
  /^(?:set-)?cookie:(?:.*;)? *[\w-]+=([\w.~%+-]{8,})/gim,
]

/** Every token, code, state, nonce, verifier, ticket, cookie, client secret and assertion in this traffic. */
export function secretsIn(traffic: string): Set<string> {
  const found = PLACES.flatMap((place) => [...traffic.matchAll(place)].map(([, secret = '']) => secret))
  return new Set(found.flatMap((secret) => [secret, decoded(secret)]))
}

/** The six-digit codes that pages have shown. */
export function sixDigitsIn(traffic: string): Set<string> {
  return new Set([...traffic.matchAll(/data-result="(\d{6})"/g)].map(([, code = '']) => code))
}

/** The names, addresses and phone numbers of a person and of all their contacts, except for short ones, which may be ordinary
 *  words. */
export function privateOf(person: Person, { folders, contacts }: Mailbox): Set<string> {
  const everybody = folders.flatMap(({ id }) => contacts(id))
  const words = everybody.flatMap(({ displayName, mobilePhone, businessPhones, homePhones, emailAddresses }) => [
    displayName,
    mobilePhone,
    ...businessPhones,
    ...homePhones,
    ...emailAddresses.map(({ address }) => address),
  ])
  return new Set([person.name, person.username, ...words].flatMap((word) => (word && word.length > 5 ? [word] : [])))
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
