import type { AboutTexts } from './catalogue/about.ts'
import type { CommandWords } from './catalogue/commands.ts'
import type { SignInTexts } from './catalogue/sign-in.ts'
import type { ContactTexts } from './catalogue/contacts.ts'
import type { EditingTexts } from './catalogue/editing.ts'
import type { FileTexts } from './catalogue/files.ts'
import type { TroubleTexts } from './catalogue/trouble.ts'
import type { ApplicationTexts } from './catalogue/without-sign-in.ts'
import type { PageTexts } from './catalogue/pages.ts'
import type { Format } from './format.ts'

export type { CommandWords, ContactField, ContactWords } from './catalogue/commands.ts'

/** Everything that a person reads in the chat or on a page, in one language. All of it is plain text, which cards and pages
 *  escape. Numbers are passed as numbers and formatted here; times are passed as text from `format`. */
export type Catalogue = {
  /** The language, as a BCP 47 tag. */
  locale: string
  format: Format
  commands: CommandWords
} & AboutTexts &
  SignInTexts &
  ContactTexts &
  EditingTexts &
  FileTexts &
  TroubleTexts &
  ApplicationTexts &
  PageTexts
