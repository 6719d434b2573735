// Words that several sentences share.
import { formats } from '../format.ts'
import { commands } from './commands.ts'

export const locale = 'en'
export const format = formats(locale)
export const { number, plural } = format

export const [connect] = commands.connect
export const [find] = commands.find

export const appName = 'Outlook Contacts'

/** Titles of buttons that sentences name. */
export const inBrowser = 'Use my browser instead'
export const cancel = 'Cancel'
export const save = 'Save'
