import { describe, expect, it } from 'vitest'
import { agreesTo, isAnswer, isKeep, isNo } from '../../src/commands/parsing/typed-answer.ts'
import { en } from '../../src/text/en.ts'

const words = en.commands
const deletes = (typed: string) => agreesTo({ type: 'confirm_delete' }, typed, words)
const keeps = (typed: string) => isNo(typed, words) || isKeep(typed, words)

describe('to the question whether to delete a contact', () => {
  it.each([
    'yes',
    'Yesss!',
    'YUP',
    'yea',
    'yes pls',
    'yes, go ahead',
    'Sure thing.',
    'yes I’m sure',
    "I'm sure",
    'Absolutely!',
    'yes yes yes',
    'yes 👍',
    '👍🏽',
    '✅',
    '✔️',
    'that’s right',
    'Confirmed',
    'ok, go ahead',
    'delete',
    'Delete!',
    'remove',
    'please delete',
    'Remove him, please',
    'pls delete her',
    'delete this one',
  ])('%s is a yes', (typed) => expect([deletes(typed), keeps(typed)]).toEqual([true, false]))

  it.each([
    'no',
    'Nooo!',
    'noo',
    'no ty',
    'not yet',
    'nvm',
    'Wait!',
    'no, wait',
    'hold on',
    'not him',
    'No, not her.',
    'wrong person',
    'no, wrong one',
    'cancle',
    'Cancell',
    'cancl',
    'canncel',
    'cancel thta',
    'keep himm',
  ])('%s is a no', (typed) => expect([deletes(typed), keeps(typed)]).toEqual([false, true]))

  it.each([
    'maybe',
    'yes 🤔',
    'yes or no',
    'yeah no',
    'ok thanks',
    'is it possible to delete it',
    'how do i delete it',
    'delete zelda',
    'yess man',
    'do',
    'it',
    'noor',
    'cancer',
    'council',
    'yesterday',
    'oslo',
  ])('%s is neither', (typed) => expect([deletes(typed), keeps(typed)]).toEqual([false, false]))
})

it.each(['noo', 'yess', 'cancle', 'suree'])('%s may be a name where nothing waits for an answer', (typed) => {
  expect(isAnswer(typed, words)).toBe(false)
})

it.each(['no', 'yup', 'No, thanks!', 'wait', 'absolutely'])('%s is hardly a name', (typed) => {
  expect(isAnswer(typed, words)).toBe(true)
})
