import type { Catalogue } from './catalogue.ts'

/** The name of an account on pages and in the chat: its user name, or else the person's name, or else a general phrase. */
export function accountName({ username, name }: { username: string; name: string }, catalogue: Catalogue): string {
  return [username, name].map((text) => text.trim()).find((text) => text !== '') ?? catalogue.yourAccount
}
