// What Teams offers a person: messages, buttons, the sign-in window, installing and removing the app. Activities come in,
// become commands, and their replies go out as messages. botbuilder stays behind `channel/`.
import type { Handlers, Turn, TurnResponse } from '../channel/turn.ts'
import { commandFromButton, parseCommand } from '../commands/command.ts'
import { type Answer, answering, type AnswerOptions } from './answer.ts'
import { pressedButton, signInWindow } from './invokes.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { catalogueFor } from '../text/languages.ts'
import { typedText } from './typed-text.ts'

/** What the bot does with each kind of activity. */
export function contactsBot(options: AnswerOptions): Handlers {
  const answer = answering(options)
  const catalogueOf = ({ activity }: Turn) => catalogueFor(activity.locale, options.languages)
  return {
    message: (turn) => message(turn, answer, catalogueOf(turn)),
    messageUpdate: (turn) => messageUpdate(turn, answer, catalogueOf(turn)),
    membersAdded: (turn) => membersAdded(turn, answer),
    installationUpdate: (turn) => installationUpdate(turn, answer),
    async invoke(turn): Promise<TurnResponse> {
      const { name } = turn.activity
      if (name?.startsWith('signin/')) return signInWindow(turn, answer, options.events)
      return name === 'adaptiveCard/action' ? pressedButton(turn, answer, catalogueOf(turn)) : { status: 400 }
    },
  }
}

async function message(turn: Turn, answer: Answer, { commands }: Catalogue): Promise<void> {
  const { activity } = turn
  // Clients that do not know Action.Execute send a pressed button as a message.
  const pressed = commandFromButton(activity.value)
  await answer(turn, pressed ?? parseCommand(typedText(activity), commands), pressed && activity.replyToId)
}

/** Answers a corrected message. A deleted message that comes back is not answered again. */
async function messageUpdate(turn: Turn, answer: Answer, catalogue: Catalogue): Promise<void> {
  if (turn.activity.channelData?.['eventType'] === 'editMessage') await message(turn, answer, catalogue)
}

/** Welcomes the person where the bot itself was added. Teams has an activity of its own for that, see below. */
async function membersAdded(turn: Turn, answer: Answer): Promise<void> {
  const { channelId, membersAdded: members, recipient } = turn.activity
  const isInstalled = members?.some(({ id }) => id === recipient.id) ?? false
  if (channelId !== 'msteams' && isInstalled) await answer(turn, { type: 'welcome' })
}

/** Welcomes the person who installs the app, and forgets the person who removes it. An upgrade arrives the same way, with
 *  another action, and changes nothing. */
async function installationUpdate(turn: Turn, answer: Answer): Promise<void> {
  const { action, channelId } = turn.activity
  if (action === 'add' && channelId === 'msteams') await answer(turn, { type: 'welcome' })
  if (action === 'remove') await answer(turn, { type: 'leave' })
}
