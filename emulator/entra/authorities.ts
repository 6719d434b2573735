import type { Provider } from 'oidc-provider'
import type { Person, Tenant } from '../people.ts'

/** Where people sign in: one tenant, or all tenants together (`tenant` is undefined). */
export type Authority = { tenant: Tenant | undefined; people: readonly Person[]; provider: Provider }

/** The tenant that issues the tokens of a bot of the kind MultiTenant. */
const BOT_FRAMEWORK: Tenant = {
  tid: 'd6d49420-f39b-4df7-a1dc-d59a935871db',
  name: 'Bot Framework',
  domain: 'botframework.com',
}

type Options = {
  tenants: readonly Tenant[]
  people: readonly Person[]
  provider: (tid: string, people: readonly Person[]) => Provider
}

/** Every authority by its names in a path: a tenant's id and its domain, `organizations` and `common`. */
export function authoritiesOf({ tenants, people, provider }: Options): Map<string, Authority> {
  const authorities = new Map<string, Authority>()
  for (const tenant of [...tenants, BOT_FRAMEWORK]) {
    const members = people.filter(({ tid }) => tid === tenant.tid)
    const authority = { tenant, people: members, provider: provider(tenant.tid, members) }
    authorities.set(tenant.tid, authority).set(tenant.domain, authority)
  }
  const everybody = { tenant: undefined, people, provider: provider('organizations', people) }
  return authorities.set('organizations', everybody).set('common', everybody)
}
