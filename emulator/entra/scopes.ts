import type { Person } from '../people.ts'

const GRAPH = 'https://graph.microsoft.com/'

const OPENID = ['openid', 'profile', 'email', 'offline_access']
/** What an app may ask of the Graph here, and how the consent page says it. */
const GRAPH_SCOPES: { [name: string]: string } = {
  'Contacts.Read': 'read your contacts',
  'Contacts.ReadWrite': 'read and change your contacts',
  'User.Read': 'sign you in and read your profile',
  'User.ReadBasic.All': 'read the basic profiles of all users',
  'People.Read': 'read the list of people relevant to you',
}

/** Every scope that can be granted, as full URIs. */
export const SCOPES: readonly string[] = [...OPENID, ...Object.keys(GRAPH_SCOPES).map((name) => GRAPH + name)]

/** Entra takes a bare `Contacts.Read` for the Graph's. */
export function fullScope(scope: string): string {
  const full = scope.split(' ').map((one) => (one in GRAPH_SCOPES ? GRAPH + one : one))
  return full.filter((one) => one !== '').join(' ')
}

/** The sentences of the consent page. */
export function sentences(scopes: Iterable<string>): string[] {
  const said = [...scopes].map((scope) => GRAPH_SCOPES[scope.replace(GRAPH, '')])
  const sentences = said.filter((sentence) => sentence !== undefined)
  return sentences.length > 0 ? sentences : ['sign you in']
}

/** Who has allowed which app what. */
export type Consents = {
  has(appId: string, person: Person, scope: string): boolean
  /** @param who a person's oid, or the tid of a tenant whose administrator consents for everybody */
  add(appId: string, who: string, scopes: Iterable<string>): void
}

export function consents(): Consents {
  const given = new Set<string>()
  const key = (appId: string, who: string, scope: string) => `${appId} ${who} ${scope}`
  return {
    has: (appId, person, scope) => given.has(key(appId, person.oid, scope)) || given.has(key(appId, person.tid, scope)),
    add(appId, who, scopes) {
      for (const scope of scopes) given.add(key(appId, who, scope))
    },
  }
}
