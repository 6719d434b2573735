import { expect, test } from 'vitest'
import type { Activity } from '../../src/channel/activity.ts'
import { samePress } from '../../src/channel/same-press.ts'
import { realStore } from '../store/stores.ts'

type State = { endedAt: number | undefined } | 'not_begun' | undefined

/** The turn of each press, by the number of the press that it belongs to. */
async function turns(presses: { at: number; changes?: object; state?: State }[]): Promise<number[]> {
  const { store, close } = realStore('sqlite')
  let clock = 0
  let state: State
  const turnOf = samePress(store, { stateOf: async () => state }, () => clock)
  const seen: (string | undefined)[] = []
  for (const [n, press] of presses.entries()) {
    clock = press.at
    state = press.state
    const value = { action: { verb: 'find', data: { query: 'Bob' } } }
    const activity = { type: 'invoke', name: 'adaptiveCard/action', replyToId: 'm1', value, ...press.changes }
    const [conversation, from] = [{ id: 'a:1' }, { id: '29:ann', ...(press.changes as Partial<Activity>)?.from }]
    seen.push(await turnOf({ id: `f:${n}`, channelId: 'msteams', conversation, ...activity, from } as Activity))
  }
  await close()
  return seen.map((turn) => seen.indexOf(turn))
}

const answered = (endedAt: number): State => ({ endedAt })

test.each<[string, Parameters<typeof turns>[0], number[]]>([
  ['while the first is under way', [{ at: 0 }, { at: 30_000, state: { endedAt: undefined } }], [0, 0]],
  ['before the first has begun', [{ at: 0 }, { at: 20, state: 'not_begun' }], [0, 0]],
  ['right after its answer, as by a double click', [{ at: 0 }, { at: 2_000, state: answered(100) }], [0, 0]],
  ['after an answer that the channel had given up on', [{ at: 0 }, { at: 22_000, state: answered(9_000) }], [0, 0]],
  ['three times', [{ at: 0 }, { at: 900, state: answered(100) }, { at: 1_800, state: answered(100) }], [0, 0, 0]],
])('the same press is one turn %s', async (_when, presses, expected) => {
  expect(await turns(presses)).toEqual(expected)
})

const other = { value: { action: { verb: 'find', data: { query: 'Alice' } } } }

test.each<[string, Parameters<typeof turns>[0], number[]]>([
  ['a while after a quick answer', [{ at: 0 }, { at: 5_000, state: answered(100) }], [0, 1]],
  ['long after a slow one', [{ at: 0 }, { at: 40_000, state: answered(9_000) }], [0, 1]],
  ['on another message', [{ at: 0 }, { at: 9, state: answered(5), changes: { replyToId: 'm2' } }], [0, 1]],
  ['by somebody else', [{ at: 0 }, { at: 9, state: answered(5), changes: { from: { id: '29:bob' } } }], [0, 1]],
  ['for something else', [{ at: 0 }, { at: 9, state: answered(5), changes: other }], [0, 1]],
  [
    'after another button in between',
    [{ at: 0 }, { at: 500, state: answered(100), changes: other }, { at: 900, state: answered(600) }],
    [0, 1, 2],
  ],
  ['where the first one never began', [{ at: 0 }, { at: 9_000, state: 'not_begun' }], [0, 1]],
  ['where the first one has left no answer', [{ at: 0 }, { at: 900, state: undefined }], [0, 1]],
])('a press %s is a turn of its own', async (_when, presses, expected) => {
  expect(await turns(presses)).toEqual(expected)
})

test('S44 leaver: what is remembered of a press does not name the person', async () => {
  const { store, raw, close } = realStore('sqlite')
  const turnOf = samePress(store, { stateOf: async () => undefined })
  const activity = { type: 'invoke', id: 'f:1', channelId: 'msteams', replyToId: 'm1', value: {} }
  await turnOf({ ...activity, conversation: { id: 'a:1' }, from: { id: '29:ann' } } as Activity)
  const keys: string[] = []
  for await (const key of raw.scan('turn/')) keys.push(key)
  expect(keys).toHaveLength(1)
  expect(keys.join()).not.toContain('ann')
  await close()
})
