import type { Catalogue } from './catalogue.ts'
import { about } from './en/about.ts'
import { signIn } from './en/sign-in.ts'
import { contacts } from './en/contacts.ts'
import { editing } from './en/editing.ts'
import { files } from './en/files.ts'
import { trouble } from './en/trouble.ts'
import { application } from './en/without-sign-in.ts'
import { pages } from './en/pages.ts'
import { commands } from './en/commands.ts'
import { format, locale } from './en/words.ts'

export const en: Catalogue = {
  locale,
  format,
  commands,
  ...about,
  ...signIn,
  ...contacts,
  ...editing,
  ...files,
  ...trouble,
  ...application,
  ...pages,
}
