// The words of questions, in one language. They are phrases in a notation of their own: `[…]` may be missing, `(a|b)` is one of
// several, a blank also stands for a hyphen, and ’ for every apostrophe. `{name}` is the person who is asked for, and `{fact}` is
// one of the words of `facts`. Case does not matter.

/** What people ask for about a person. */
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

/** How people want contacts to be changed; of several that a text may mean the first counts. */
export const CHANGES = ['edit', 'delete', 'merge', 'add'] as const
export type Change = (typeof CHANGES)[number]

/** When somebody's birthday may be asked for, counted from today; of several that a text names the first counts: “this week-end” is no
 *  week. `soon`: within a month. */
export const WHENS = [
  'yesterday',
  'today',
  'tomorrow',
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

/** How many of them from today on are a period, too. */
export const UNITS = ['days', 'weeks', 'months', 'years'] as const
export type Unit = (typeof UNITS)[number]

export type QuestionWords = {
  /** Said around a question, in front of it or behind it, without any meaning for it: “please”. */
  politeBefore: readonly string[]
  politeAfter: readonly string[]
  /** Where somebody is looked for, behind a question: “in my contacts”. */
  placeAfter: readonly string[]
  /** In front of the person who is looked for: “who is”. */
  asking: readonly string[]
  /** In front of a question for a fact: “what is”. Without a fact they ask for something else. */
  opening: readonly string[]
  /** How a name and the word of a fact go together: “{name}’s {fact}”. The first that fits counts. `{thing}` is something that we
   *  know nothing of. */
  ofName: readonly string[]
  /** Questions for anybody who fits: “someone at {name}”. `{more}` is another part of what they have: “{name} people in {more}”. */
  somebody: readonly string[]
  /** Between the parts of a name: “contoso in oslo”. */
  between: readonly string[]
  /** In front of a change that somebody asks for, besides politeness: “I want to”. */
  wishing: readonly string[]
  /** An answer in front of what somebody asks for: “yes, delete it”, “no, find Bob”. */
  agreeing: readonly string[]
  declining: readonly string[]
  /** In front of a change that nobody wants: “don’t delete it”. */
  forbidding: readonly string[]
  /** Requests for a change, if a word for a contact may be missing: “delete[ my contact][ {name}]”. */
  changes: Record<Change, readonly string[]>
  /** Between what is to be changed and what it is to be: “Alice’s number to …”. */
  becoming: readonly string[]
  /** Between two people who are to become one: “Alice with Bob”. */
  joining: readonly string[]
  /** Between two facts: “phone and email”. */
  and: readonly string[]
  /** Questions for all contacts. */
  everyone: readonly string[]
  /** Lines of a pasted signature that are no name: “Best regards”. */
  closings: readonly string[]
  /** Days that count from today; the first phrase of each is the one that our own sentences name. */
  when: Record<When, readonly [string, ...string[]]>
  /** How many days from today on: “the next {count} weeks”, with a number or one of `numbers`; without `{count}` it is one. */
  within: Record<Unit, readonly string[]>
  numbers: Record<string, number>
  /** In front of days: “in” the next two weeks. */
  during: readonly string[]
  /** Asks for the whole contact: “contact details”. */
  everything: readonly string[]
  /** `words`: what the fact is called. `questions`: whole questions for it, with `{name}` in them. */
  facts: Record<Fact, { words: readonly string[]; questions?: readonly string[] }>
}
