import { hashOf } from '../secrets.ts'
import { keyPart } from '../store/key-part.ts'
import { records } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import { type Activity, idPart, turnKey } from './activity.ts'
import type { Claimed, TurnRecords } from './redelivery.ts'

/** The last invoke of a person on a message. `turn`: the key of its turn. `asked`: the hash of its request. `at`: when it came,
 *  in epoch milliseconds. */
type Press = { turn: string; asked: string; at: number }

const FORMAT = 1
const PRESS_KEPT_MS = 60_000

/** If the same button of the same message is pressed again this soon after its answer, it was a double click. */
const DOUBLE_CLICK_MS = 3_000
/** If an answer took longer, the channel may have given up on it, and may deliver the invoke again for this long. */
const SLOW_MS = 4_000
const IMPATIENT_MS = 15_000

/** Teams delivers an invoke again under another id, so the id does not show whether somebody pressed once or twice. The same
 *  request on the same message is the same press while the first one is under way, and shortly after it was answered; but not if
 *  another button was pressed in between.
 *  @returns a function that gives the key of the turn that an activity belongs to; undefined if it has no id */
export function samePress(store: Store, { stateOf }: Pick<TurnRecords, 'stateOf'>, now = Date.now) {
  const presses = records<Press>(store, FORMAT)

  async function isSame({ turn, at }: Press): Promise<boolean> {
    const state = await stateOf(turn)
    if (!state) return false
    // Another delivery may come between the note of a press and the claim of its turn. The first one to claim the turn does it.
    if (state === 'not_begun') return now() - at < DOUBLE_CLICK_MS
    const { endedAt } = state
    if (endedAt === undefined) return true
    return now() - endedAt < (endedAt - at < SLOW_MS ? DOUBLE_CLICK_MS : IMPATIENT_MS)
  }

  return async function turnOf(activity: Activity): Promise<string | undefined> {
    const turn = turnKey(activity)
    if (turn === undefined || activity.type !== 'invoke') return turn
    const key = pressKey(activity)
    const asked = askedBy(activity)
    if (asked === undefined) return turn
    for (;;) {
      const found = await presses.get(key)
      if (found?.value.turn === turn) return turn
      if (found?.value.asked === asked && (await isSame(found.value))) return found.value.turn
      const press = { turn, asked, at: now() }
      const isOurs = found
        ? await presses.replace(key, found.version, press, PRESS_KEPT_MS)
        : await presses.add(key, press, PRESS_KEPT_MS)
      if (isOurs !== undefined) return turn
    }
  }
}

/** The hash of an invoke's request; undefined if its value is nested too deeply to be written as JSON, which no client sends. */
function askedBy({ name, value }: Activity): string | undefined {
  try {
    return hashOf(JSON.stringify([name, value]))
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function pressKey({ channelId, conversation, from, replyToId = '-' }: Activity): string {
  // The key stays for a minute after a person has left, and must not name them.
  const [person, message] = [hashOf(from.id), idPart(channelId, replyToId)]
  return `turn/${keyPart(channelId)}/${idPart(channelId, conversation.id)}/pressed/${person}/${message}`
}

/** @returns a function that claims the turn of an activity, and gives undefined for one without an id: its deliveries cannot be
 *  told apart. */
export function claiming(store: Store, turns: TurnRecords) {
  const turnOf = samePress(store, turns)
  return async function claim(activity: Activity): Promise<Claimed | undefined> {
    const turn = await turnOf(activity)
    return turn === undefined ? undefined : turns.claim(turn)
  }
}
