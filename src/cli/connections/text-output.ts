import type { Account } from '../../entra/account.ts'
import { printable } from './terminal.ts'
import type { Person } from './person.ts'
import type { Stats } from './stats.ts'

export const COLUMNS = ['USER', 'ACCOUNT', 'SINCE', 'LAST USED', 'CONTACTS', 'PERMISSIONS'].join('\t')

/** A person in one line, in the order of {@link COLUMNS}. */
export function inOneLine({ user, access, account, since, lastUsed, contacts, permissions }: Person): string {
  const named = account?.username || account?.oid
  const allowed = access === 'application' ? access : permissions.map(shortScope).join(' ')
  return [user, named, day(since), minute(lastUsed), contacts, allowed]
    .map((text) => printable(String(text ?? '-')) || '-')
    .join('\t')
}

/** All data about a person, one line for each value. @param records how many records are stored about them */
export function inFull(person: Person, records: number): string[] {
  const { user, channel, tenant, id, objectId, access, account, permissions, graph } = person
  const lines: [name: string, value: string | number | undefined][] = [
    ['user', user],
    ['channel', channel],
    ['tenant', tenant],
    ['id in the channel', id],
    ['object id', objectId],
    ['access', access === 'none' ? 'not connected' : access],
    ['account', account && inWords(account)],
    ['object id of the account', account?.oid],
    ['tenant of the account', account?.tid],
    ['permissions', permissions.map(shortScope).join(' ') || undefined],
    ['Graph', graph],
    ['since', person.since],
    ['last used', person.lastUsed],
    ['contacts kept', person.contacts],
    ['contacts read', person.contactsReadAt],
    ['records', records],
  ]
  return lines.map(([name, value]) => `${`${name}:`.padEnd(26)}${printable(String(value ?? '-'))}`)
}

export function statsInWords({ connections, application, contacts, usedWithin, records }: Stats): string[] {
  const { day, week, month } = usedWithin
  return [
    `${connections} connected, ${application} read by the application, with ${contacts} contacts kept`,
    `used within a day: ${day}, a week: ${week}, a month: ${month}`,
    'records:',
    ...Object.entries(records).map(([kind, count]) => `  ${printable(kind).padEnd(16)}${count}`),
  ]
}

function inWords({ name, username }: Account): string {
  return name && username ? `${name} (${username})` : name || username
}

/** The short name of a permission: `Contacts.Read` for `https://graph.microsoft.com/Contacts.Read`. */
function shortScope(scope: string): string {
  return scope.split('/').at(-1) ?? scope
}

function day(time: string | undefined): string | undefined {
  return time?.slice(0, 10)
}

function minute(time: string | undefined): string | undefined {
  return time?.slice(0, 16).replace('T', ' ')
}
