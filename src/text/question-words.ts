// The words of questions, in one language. They are phrases in a special notation: `[…]` is optional, `(a|b)` is one of several, a
// blank also matches a hyphen, and ’ matches every apostrophe. `{name}` is the person in the question, and `{fact}` is one of the
// words of `facts`. Case does not matter.

/** The facts that people ask for about a person. */
export const FACTS = [
  'phone',
  'mobile',
  'work_phone',
  'home_phone',
  'email',
  'birthday',
  'work',
  'job',
  'department',
  'office',
  'address',
  'work_address',
  'home_address',
  'notes',
  'website',
  'manager',
  'assistant',
  'spouse',
  'children',
  'nickname',
  'chat_address',
] as const
export type Fact = (typeof FACTS)[number]

/** The ways to change a contact. If a text may mean several, the first one counts. */
export const CHANGES = ['edit', 'delete', 'merge', 'add'] as const
export type Change = (typeof CHANGES)[number]

/** The relative days in questions for birthdays. If a text names several, the first one counts: “this week-end” is not a week.
 *  `soon`: within a month. */
export const WHENS = [
  'yesterday',
  'today',
  'tomorrow',
  'last_weekend',
  'last_week',
  'last_month',
  'next_weekend',
  'this_weekend',
  'this_week',
  'next_week',
  'this_month',
  'next_month',
  'this_year',
  'soon',
] as const
export type When = (typeof WHENS)[number]

/** The units of a period that begins today: “the next two weeks”. */
export const UNITS = ['days', 'weeks', 'months', 'years'] as const
export type Unit = (typeof UNITS)[number]

export type QuestionWords = {
  /** Words before or after a question that do not change its meaning: “please”. */
  politeBefore: readonly string[]
  politeAfter: readonly string[]
  /** Words after a question that say where to search: “in my contacts”. */
  placeAfter: readonly string[]
  /** Words before the person in a question: “who is”. */
  asking: readonly string[]
  /** Words before a question for a fact: “what is”. Without a fact they ask for something else. */
  opening: readonly string[]
  /** Combinations of a name and a fact: “{name}’s {fact}”. The first that matches counts. `{thing}` is a fact that we do not
   *  know. */
  ofName: readonly string[]
  /** Questions for anybody who matches: “someone at {name}”. `{more}` is another word that they must have: “{name} people in
   *  {more}”. */
  somebody: readonly string[]
  /** Words between the parts of a name: “contoso in oslo”. */
  between: readonly string[]
  /** Words before a request for a change, other than polite ones: “I want to”. */
  wishing: readonly string[]
  /** Answers before a request: “yes, delete it”, “no, find Bob”. */
  agreeing: readonly string[]
  declining: readonly string[]
  /** Words before a change that the person does not want: “don’t delete it”. */
  forbidding: readonly string[]
  /** Answers that keep a contact whose deletion was asked about: “keep {name}”. */
  keeping: readonly string[]
  /** Requests to undo the deletion of a contact: “undo deleting {name}”. */
  undoing: readonly string[]
  /** Requests for a change, in which the word for a contact is optional: “delete[ my contact][ {name}]”. `{value}` is an address
   *  or a number. */
  changes: Record<Change, readonly string[]>
  /** Words between what a change is about and its new value: “Alice’s number to …”. */
  becoming: readonly string[]
  /** Words between two people in a request for a merge: “Alice with Bob”. */
  joining: readonly string[]
  /** Answers that choose from a list by the place: “the second one”, “number 2”. `{place}` is one of `places`, and `{count}` a
   *  number. */
  choosing: readonly string[]
  /** The places in a list, counted from 1; -1 is the last. */
  places: Record<string, number>
  /** Words around an answer that describes the chosen contact: “the one at Contoso”. */
  theOne: readonly string[]
  /** Words between two facts: “phone and email”. */
  and: readonly string[]
  /** Questions for all contacts. */
  everyone: readonly string[]
  /** Lines of a pasted signature that are not a name: “Best regards”. */
  closings: readonly string[]
  /** Relative days. Our own sentences use the first phrase of each. */
  when: Record<When, readonly [string, ...string[]]>
  /** Periods that begin today: “the next {count} weeks”, with a number or one of `numbers`. Without `{count}` it is one. */
  within: Record<Unit, readonly string[]>
  numbers: Record<string, number>
  /** Words before a period: “in” the next two weeks. */
  during: readonly string[]
  /** Asks for the whole contact: “contact details”. */
  everything: readonly string[]
  /** `words`: the names of the fact. `questions`: whole questions for it, with `{name}` in them. */
  facts: Record<Fact, { words: readonly string[]; questions?: readonly string[] }>
}
