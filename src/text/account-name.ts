import type { Catalogue } from './catalogue.ts'

/** What an account is called, on pages and in the chat: by its user name, else the person's name, else without a name. */
export function accountName({ username, name }: { username: string; name: string }, catalogue: Catalogue): string {
  return [username, name].map((text) => text.trim()).find((text) => text !== '') ?? catalogue.yourAccount
}
