import type { QuestionWords } from '../question-words.ts'

/** What a part of a pasted contact can call itself. `other`: what the form has no input for. */
export type ContactField =
  | 'name'
  | 'givenName'
  | 'surname'
  | 'companyName'
  | 'jobTitle'
  | 'department'
  | 'notes'
  | 'other'

/** Words by which a contact is read from a line or a mail signature, in lower case. */
export type ContactWords = {
  /** What stands beside a number. */
  labels: Record<'mobile' | 'business' | 'home' | 'fax', readonly string[]>
  /** What stands in front of a birthday. */
  days: readonly string[]
  /** Words between a name and what belongs to it. */
  fillers: readonly string[]
  /** What stands in front of a colon. */
  fields: Record<ContactField, readonly string[]>
  /** Words in the name of a job, of a department and of a company. */
  jobs: readonly string[]
  departments: readonly string[]
  companies: readonly string[]
  /** What stands between a person, or a job, and the employer: “Alice from Contoso”. */
  employedBy: readonly string[]
  /** Jobs that a whole company has one of, and what stands between them and it: “CEO of Contoso”. */
  heads: readonly string[]
  headOf: readonly string[]
  /** Lines above a signature, without punctuation. */
  closings: readonly string[]
}

/** The words that give a command, in lower case; of several the first is the one that our own sentences name. */
export type CommandWords = Record<
  | 'connect'
  | 'disconnect'
  | 'status'
  | 'statusDetails'
  | 'cancel'
  | 'undo'
  | 'help'
  | 'thanks'
  | 'whatCode'
  | 'export'
  | 'recent'
  | 'listAll',
  readonly [string, ...string[]]
> & {
  /** What stands in front of the name that is looked up. */
  find: readonly [string, ...string[]]
  /** What stands in front of whom or what a command is about. */
  add: readonly [string, ...string[]]
  edit: readonly [string, ...string[]]
  delete: readonly [string, ...string[]]
  merge: readonly [string, ...string[]]
  list: readonly [string, ...string[]]
  /** What may stand between `list` and the name of a folder or category. */
  listIn: readonly string[]
  /** Answers to whatever waits for one, and to the question whether to delete a contact alone; without punctuation. Elsewhere they are
   *  looked for. */
  no: readonly [string, ...string[]]
  keep: readonly [string, ...string[]]
  /** What people say when something that they did not want has just been done; without punctuation. */
  regret: readonly [string, ...string[]]
  /** Answers to any question that can be answered with yes, to the one whether to delete a contact, and to the one whether to import
   *  a file; without punctuation. Elsewhere they are looked for. */
  yes: readonly [string, ...string[]]
  yesDelete: readonly [string, ...string[]]
  yesImport: readonly [string, ...string[]]
  contact: ContactWords
  /** How questions are asked. */
  questions: QuestionWords
}
