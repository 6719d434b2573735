import type { QuestionWords } from '../question-words.ts'

/** The fields that a part of a pasted contact can name. `other`: a field for which the form has no input. */
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
  /** Labels beside a number. */
  labels: Record<'mobile' | 'business' | 'home' | 'fax', readonly string[]>
  /** Labels before a birthday. */
  days: readonly string[]
  /** Words between a name and a value that belongs to it. */
  fillers: readonly string[]
  /** Labels before a colon. */
  fields: Record<ContactField, readonly string[]>
  /** Words in the name of a job, of a department and of a company. */
  jobs: readonly string[]
  departments: readonly string[]
  companies: readonly string[]
  /** Words between a person or a job and the employer: “Alice from Contoso”. */
  employedBy: readonly string[]
  /** Jobs of which a company has only one, and the words between such a job and the company: “CEO of Contoso”. */
  heads: readonly string[]
  headOf: readonly string[]
  /** Lines above a signature, without punctuation. */
  closings: readonly string[]
}

/** The words that give a command, in lower case; if there are several, our own sentences use the first one. */
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
  /** Words before the name to search for. */
  find: readonly [string, ...string[]]
  /** Words before the person or thing that a command is about. */
  add: readonly [string, ...string[]]
  edit: readonly [string, ...string[]]
  delete: readonly [string, ...string[]]
  merge: readonly [string, ...string[]]
  list: readonly [string, ...string[]]
  /** Words that may come between `list` and the name of a folder or category. */
  listIn: readonly string[]
  /** `no`: answers to any open question. `keep`: answers only to the question whether to delete a contact. Both are without
   *  punctuation. If no question is open, such a text is searched for. */
  no: readonly [string, ...string[]]
  keep: readonly [string, ...string[]]
  /** The words of people who did not want what has just been done; without punctuation. */
  regret: readonly [string, ...string[]]
  /** `yes`: answers to any question that can be answered with yes. `yesDelete`: only to the question whether to delete a
   *  contact. `yesImport`: only to the question whether to import a file. All are without punctuation. If no question is
   *  open, such a text is searched for. */
  yes: readonly [string, ...string[]]
  yesDelete: readonly [string, ...string[]]
  yesImport: readonly [string, ...string[]]
  contact: ContactWords
  /** How questions are asked. */
  questions: QuestionWords
}
