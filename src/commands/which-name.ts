import { type ChatUser, userKey } from '../connection/chat-user.ts'
import { hashOf } from '../secrets.ts'
import { records } from '../store/records.ts'
import type { Store } from '../store/store.ts'

/** We have asked somebody whom to look for. `answer`: the hash of the text that was taken for the name. */
type Question = { answer?: string }

const FORMAT = 1

/** Whoever answers later has long begun something else. */
const KEPT_MS = 5 * 60_000

export type WhichNames = ReturnType<typeof whichNames>

/** Who was asked for a name. Any instance may get the answer, so the question is kept in the store. */
export function whichNames(store: Store) {
  const questions = records<Question>(store, FORMAT)
  const keyOf = (user: ChatUser) => `which-name/${userKey(user)}`
  return {
    ask: (user: ChatUser): Promise<void> => questions.put(keyOf(user), {}, KEPT_MS),

    /** Whether `typed` is the name that the person was asked for: the first text after the question. The same text counts
     *  again, because the channel may deliver it twice. */
    async isAnswer(user: ChatUser, typed: string): Promise<boolean> {
      const answer = hashOf(typed)
      const { before, isChanged } = await questions.update(keyOf(user), (found) =>
        found && found.answer === undefined ? { value: { answer }, ttlMs: KEPT_MS } : 'leave',
      )
      return isChanged || before?.value.answer === answer
    },

    forget: (user: ChatUser): Promise<void> => questions.delete(keyOf(user)),
  }
}
