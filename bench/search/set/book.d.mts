/** A made-up address book of `size` people: each in Graph's JSON (`c`), with facts about the person to make queries from (`m`). */
export function makeBook(config: object, size: number): { c: { id: string } & Record<string, unknown>; m: object }[]
