import { contoso, megan, people, type Person, type Tenant, tenants } from '../emulator/people.ts'

/** Personal Microsoft accounts have a tenant of their own. */
const personal: Tenant = { tid: '9188040d-6c67-4c5b-b112-36a304b66dad', name: 'Personal', domain: 'outlook.example' }

/** Has a personal account. */
export const greta: Person = {
  ...megan,
  oid: '00000000-0000-4000-8000-00000000ab1e',
  tid: personal.tid,
  name: 'Greta Holm',
  username: 'greta.holm@outlook.example',
}

/** Settings and an emulator with which Greta can connect, as can the people of Contoso. */
export const withGreta = {
  env: { OAUTH_TENANT: 'organizations', OAUTH_ALLOWED_TENANTS: `${contoso.tid},${personal.tid}` },
  emulator: { tenants: [...tenants, personal], people: [...people, greta] },
}
