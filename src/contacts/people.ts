import type { Contact } from './contact.ts'

/** One person. `places`: the folders that they are kept in, by path such as `['Customers', 'Nordics']` joined by ` › `;
 *  empty where it is one only. */
export type Person = { contact: Contact; places: string[] }
