import { isObject } from '../json.ts'
import { buttonData, type Command, commandFromButton } from './command.ts'

/** The question that was stored with a sign-in. Undefined if there is none, or if this version does not know its kind, because
 *  another version may have stored it. Only commands that a button can send are stored. */
export function storedCommand(value: unknown): Command | undefined {
  if (!isObject(value) || typeof value['type'] !== 'string') return undefined
  return commandFromButton(buttonData(value as Command))
}
