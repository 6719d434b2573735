import { contactsOf } from '../../book/chunks.ts'
import { isObject, parseJson } from '../../json.ts'
import type { Store } from '../../store/store.ts'

/** Fields that would let a reader act for the person, or finish a sign-in in their place. */
const SECRET = /token|ticket|verifier|nonce|hash|secret|password|cookie|awaitsAdmin|url$/i
const NOT_SHOWN = '(not shown)'

/** The content of a record, without secrets. undefined if it is gone. A record that cannot be opened says so. */
export async function contentOf(store: Store, key: string): Promise<unknown> {
  const found = await store.get(key)
  if (!found) return undefined
  const contacts = await contactsOf(found.value)
  return contacts ?? withoutSecrets(parseJson(found.value.toString()) ?? null)
}

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, isSecret(name, each) ? NOT_SHOWN : withoutSecrets(each)]),
  )
}

function isSecret(name: string, value: unknown): boolean {
  return SECRET.test(name) && (typeof value === 'string' || Array.isArray(value))
}
