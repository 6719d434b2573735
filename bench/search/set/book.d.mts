/** A made-up address book of `size` people, in Graph's JSON (`c`), with what is known of each (`m`). */
export function makeBook(config: object, size: number): { c: { id: string } & Record<string, unknown>; m: object }[]
