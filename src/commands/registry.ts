import { cancel } from './cancel.ts'
import type { Command } from './command.ts'
import { confirm } from './typed-code.ts'
import { connect } from './connect.ts'
import { disconnect } from './disconnect.ts'
import { EDITING_ANSWERS } from './editing-answers.ts'
import { find } from './find.ts'
import { help } from './help.ts'
import { leave } from './uninstall.ts'
import type { Answer } from './services.ts'
import { plainText } from './free-text.ts'
import { show } from './show.ts'
import { status } from './status.ts'
import { thanks } from './thanks.ts'
import { welcome } from './welcome.ts'
import { whatCode } from './what-code.ts'
import { window } from './sign-in-window.ts'

/** Which function answers which command. docs/architecture.md says how to add one. */
export const ANSWERS: { [Type in Command['type']]: Answer<Type> } = {
  ...EDITING_ANSWERS,
  cancel,
  code: confirm,
  connect,
  disconnect,
  export: async (...given) => (await import('./files/export.ts')).offerExport(...given),
  file: async (...given) => (await import('./files/received-file.ts')).receiveFile(...given),
  find,
  help,
  leave,
  show,
  status,
  text: plainText,
  thanks,
  upload: async (...given) => (await import('./files/export.ts')).upload(...given),
  vcards: async (...given) => (await import('./files/received-file.ts')).receivePasted(...given),
  welcome,
  whatCode,
  window,
}

/** Commands whose answer replaces the card whose button was pressed. Others answer in a new message. */
export const IN_PLACE: ReadonlySet<Command['type']> = new Set<Command['type']>([
  'cancel',
  'connect',
  'find',
  'show',
  'edit',
  'save',
  'delete',
  'confirm_delete',
  'undo',
  'merge',
  'list',
  'upload',
  'import',
])
