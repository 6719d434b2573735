import { sameHash, secret } from '../secrets.ts'
import { records } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import type { Outcome } from './outcome.ts'

/** `admin-consent/<tenant>`: the secret part of the state that an administrator of this tenant brings back. */
type AdminState = { secret: string }

const FORMAT = 1

/** How long an administrator may take to open a link that somebody passed on. */
const CONSENT_KEPT_MS = 30 * 24 * 60 * 60_000

export type AdminStates = ReturnType<typeof adminStates>

/** The states of the links to administrators: one for each tenant, because many people of one tenant may pass the link on. */
export function adminStates(store: Store) {
  const stored = records<AdminState>(store, FORMAT)
  const keyOf = (tenant: string) => `admin-consent/${encodeURIComponent(tenant.toLowerCase())}`

  return {
    async stateFor(tenant: string): Promise<string> {
      const key = keyOf(tenant)
      await stored.update(key, (found) => ({ value: found ?? { secret: secret() }, ttlMs: CONSENT_KEPT_MS }))
      return `admin.${tenant}.${(await stored.get(key))?.value.secret ?? ''}`
    },

    async isOurs(state: string): Promise<boolean> {
      const [, tenant = '', given = ''] = /^admin\.([\w-]{1,64})\.([\w-]{43})$/.exec(state) ?? []
      const known = tenant === '' ? undefined : await stored.get(keyOf(tenant))
      return known !== undefined && sameHash(known.value.secret, given)
    },
  }
}

/** An administrator who comes back from the page where they approve the app for everybody; undefined for everybody else. An
 *  `error` counts, whatever other parameters there are. A return without a state that we issued is malformed.
 *  https://learn.microsoft.com/entra/identity-platform/v2-admin-consent */
export async function adminsReturn(states: AdminStates, query: URLSearchParams): Promise<Outcome | undefined> {
  const state = query.get('state') ?? ''
  const isAdmins = query.has('admin_consent') || (query.has('error') && state.startsWith('admin.'))
  if (!isAdmins || query.has('code')) return undefined
  const isKnown = query.getAll('state').length === 1 && (await states.isOurs(state))
  if (!isKnown) return { kind: 'malformed' }
  const approved = !query.has('error') && query.get('admin_consent')?.toLowerCase() === 'true'
  return { kind: approved ? 'admin_approved' : 'admin_declined' }
}
