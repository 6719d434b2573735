// Handles everything that a person does in Teams: messages, buttons, the sign-in window, installing and removing the app.
// Activities become commands, and their replies are sent as messages. Only `channel/` knows botbuilder.
import { TEAMS } from '../channel/activity.ts'
import type { Handlers, Turn, TurnResponse } from '../channel/turn.ts'
import { catalogueFor } from '../text/languages.ts'
import { type Command, commandFromButton } from '../commands/command.ts'
import { parseCommand } from '../commands/parsing/parse-command.ts'
import { type Answer, answering, type AnswerOptions } from './answer.ts'
import { pressedButton, signInWindow } from './invokes.ts'
import type { LocalizedTurn } from './localized-turn.ts'
import { answeredConsent, sentFile } from './teams-files.ts'
import { typedText } from './typed-text.ts'

/** What the bot does with each kind of activity. */
export function contactsBot(options: AnswerOptions): Handlers {
  const answer = answering(options)
  const localized = (turn: Turn): LocalizedTurn => {
    const catalogue = catalogueFor(turn.activity.locale, options.languages)
    return { ...turn, catalogue, links: options.links, edits: options.edits }
  }
  return {
    message: (turn) => message(localized(turn), answer),
    messageUpdate: (turn) => messageUpdate(localized(turn), answer),
    membersAdded: (turn) => membersAdded(localized(turn), answer),
    installationUpdate: (turn) => installationUpdate(localized(turn), answer),
    deleteUserData: async (turn) => void (await answer(localized(turn), { type: 'disconnect' })),
    async invoke(received): Promise<TurnResponse> {
      const turn = localized(received)
      const { name } = turn.activity
      if (name?.startsWith('signin/')) return signInWindow(turn, answer, options.events)
      if (name === 'fileConsent/invoke') return answeredConsent(turn, answer)
      return name === 'adaptiveCard/action' ? pressedButton(turn, answer) : { status: 400 }
    },
  }
}

async function message(turn: LocalizedTurn, answer: Answer): Promise<void> {
  const { activity, catalogue } = turn
  // Clients that do not know Action.Execute send a pressed button as a message.
  const pressed = commandFromButton(activity.value)
  const file = pressed ? undefined : sentFile(activity)
  const sent: Command | undefined = file && { type: 'file', file }
  const command = pressed ?? sent ?? parseCommand(typedText(activity), catalogue.commands, turn.edits)
  await answer(turn, command, pressed && activity.replyToId)
}

/** Answers an edited message. A deleted message that is restored is not answered again. */
async function messageUpdate(turn: LocalizedTurn, answer: Answer): Promise<void> {
  if (turn.activity.channelData?.['eventType'] === 'editMessage') await message(turn, answer)
}

/** Welcomes the person if the bot itself was added. Teams sends a separate activity for that, see below. */
async function membersAdded(turn: LocalizedTurn, answer: Answer): Promise<void> {
  const { channelId, membersAdded: members, recipient } = turn.activity
  const isInstalled = members?.some(({ id }) => id === recipient.id) ?? false
  if (channelId !== TEAMS && isInstalled) await answer(turn, { type: 'welcome' })
}

/** Welcomes a person who installs the app, and deletes the data of a person who removes it. An upgrade arrives as the same
 *  activity with another action, and changes nothing. */
async function installationUpdate(turn: LocalizedTurn, answer: Answer): Promise<void> {
  const { action, channelId } = turn.activity
  if (action === 'add' && channelId === TEAMS) await answer(turn, { type: 'welcome' })
  if (action === 'remove') await answer(turn, { type: 'leave' })
}
