import { isObject } from '../json.ts'
import { buttonData, type Command, commandFromButton } from './command.ts'

/** The question that was kept with a sign-in, from what the store gave back. Undefined if there is none, and for a kind
 *  that this version does not know: another version may have kept it. Only what a button can ask for is ever kept. */
export function storedCommand(value: unknown): Command | undefined {
  if (!isObject(value) || typeof value['type'] !== 'string') return undefined
  return commandFromButton(buttonData(value as Command))
}
