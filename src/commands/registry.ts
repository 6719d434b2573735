import { cancel } from './cancel.ts'
import type { Command } from './command.ts'
import { confirm } from './confirm.ts'
import { connect } from './connect.ts'
import { disconnect } from './disconnect.ts'
import { find } from './find.ts'
import { leave } from './leave.ts'
import type { Answer } from './parts.ts'
import { show } from './show.ts'
import { status } from './status.ts'
import { window } from './window.ts'

/** Which function answers which command.
 *
 *  To add a command:
 *  1. Give it a type in `command.ts`, and say there which words and which button data mean it.
 *  2. Write a function that answers it in a file of its own here, and add its line below.
 *  3. Where it says something new, add a kind of `Reply` in `reply.ts`. The compiler then asks for its card and its words. */
export const ANSWERS: { [Type in Command['type']]: Answer<Type> } = {
  cancel,
  code: confirm,
  connect,
  disconnect,
  find,
  help: ({ typed }, exchange) => exchange.say({ kind: 'help', typed }),
  leave,
  show,
  status,
  welcome: (_, exchange) => exchange.say({ kind: 'welcome' }),
  window,
}

/** Commands whose answer takes the place of the card whose button was pressed. Others answer in a new message. */
export const IN_PLACE: ReadonlySet<Command['type']> = new Set(['find', 'show'])
