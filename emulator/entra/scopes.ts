import type { Person } from '../people.ts'

const GRAPH = 'https://graph.microsoft.com/'
/** Graph in the other clouds: this emulator is all of them at once.
 *  https://learn.microsoft.com/graph/deployments */
const OTHER_GRAPHS =
  /^https:\/\/(?:graph\.microsoft\.us|dod-graph\.microsoft\.us|microsoftgraph\.chinacloudapi\.cn)(?=\/|$)/

const OPENID = ['openid', 'profile', 'email', 'offline_access']
/** The Graph permissions that apps can request here, and their texts on the consent page. */
const GRAPH_SCOPES: { [name: string]: string } = {
  'Contacts.Read': 'read your contacts',
  'Contacts.ReadWrite': 'read and change your contacts',
  'User.Read': 'sign you in and read your profile',
  'User.ReadBasic.All': 'read the basic profiles of all users',
  'People.Read': 'read the list of people relevant to you',
}

/** Every scope that can be granted, Graph's as full URIs. */
export const SCOPES: readonly string[] = [...OPENID, ...Object.keys(GRAPH_SCOPES).map((name) => GRAPH + name)]

/** A resource or scope of another cloud's Graph, as the public cloud names it. */
export const inPublicCloud = (name: string): string => name.replace(OTHER_GRAPHS, GRAPH.slice(0, -1))

/** Graph's scopes as full URIs of the public cloud. Entra takes a short name such as `Contacts.Read` for Graph's. */
export function fullScope(scope: string): string {
  const full = scope.split(' ').map((one) => (one in GRAPH_SCOPES ? GRAPH + one : inPublicCloud(one)))
  return full.filter((one) => one !== '').join(' ')
}

/** The texts of these scopes on the consent page. */
export function sentences(scopes: Iterable<string>): string[] {
  const said = [...scopes].map((scope) => GRAPH_SCOPES[scope.replace(GRAPH, '')])
  const sentences = said.filter((sentence) => sentence !== undefined)
  return sentences.length > 0 ? sentences : ['sign you in']
}

/** Who has consented to which scopes of which app. */
export type Consents = {
  has(appId: string, person: Person, scope: string): boolean
  /** @param who a person's oid, or the tid of a tenant whose administrator consented for everybody */
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
