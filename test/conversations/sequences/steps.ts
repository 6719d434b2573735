// The steps of a sequence. Each step records what should be in Outlook afterwards.
import { expect } from 'vitest'
import type { Random } from '../../../emulator/address-books/random.ts'
import type { Chat } from '../../../emulator/channel/chat.ts'
import type { Message } from '../../../emulator/channel/conversation.ts'
import { en } from '../../../src/text/en.ts'
import { nowIn, pressForm } from '../../forms.ts'
import { readable } from '../../world.ts'
import { last, type Stage } from './stage.ts'

export type Step = (stage: Stage, dice: Random, chat: Chat) => Promise<void>

/** Values that both people write into the same fields. */
const JOBS = ['Cook', 'Tailor', 'Weaver', 'Smith', 'Potter']

export function job(dice: Random): string {
  return `${dice.pick(JOBS)} ${dice.digits(3)}`
}

/** Saves a form, and repeats that as long as the result is unknown. */
async function saved(stage: Stage, dice: Random, chat: Chat, form: Message, title: string, typed = {}) {
  let card = await stage.pressed(dice, chat, form, title, typed)
  for (let n = 0; n < 5 && /press Save again/.test(readable(card)); n += 1)
    card = await pressForm(chat, nowIn(chat, card), en.form.save)
  return card
}

export const add: Step = async (stage, dice, chat) => {
  const name = stage.newName()
  const form = await last(chat, `add contact ${name}, Quill`)
  const jobTitle = job(dice)
  const card = await saved(stage, dice, chat, form, en.form.save, { jobTitle })
  expect(readable(card)).toContain(en.news.added)
  stage.expected.set(name, { jobTitle, companyName: 'Quill' })
}

/** Changes a contact. Meanwhile the other person, or somebody in Outlook, may change the same or another field. */
export const edit: Step = async (stage, dice, chat) => {
  const who = stage.somebody(dice)
  if (!who) return
  const { id, values } = who
  const form = await stage.act(chat, { command: 'edit', contactId: id })
  const meanwhile = dice.pick(['jobTitle', 'companyName', 'none', 'none'] as const)
  if (meanwhile !== 'none') {
    values[meanwhile] = job(dice)
    stage.mailbox.change(id, { [meanwhile]: values[meanwhile] })
  }
  const jobTitle = job(dice)
  const card = await saved(stage, dice, chat, form, en.form.save, { jobTitle })
  const isContested = meanwhile === 'jobTitle'
  expect(readable(card)).toContain(isContested ? en.changing.overwrite : en.news.changed)
  expect(stage.mailbox.contact(id)?.jobTitle).toBe(isContested ? values.jobTitle : jobTitle)
  const isOverwritten = !isContested || dice.chance(0.5)
  const next = isContested
    ? await saved(stage, dice, chat, card, isOverwritten ? en.changing.overwrite : en.changing.look)
    : card
  expect(readable(next)).toContain(isOverwritten ? en.news.changed : en.form.instead(jobTitle))
  if (isOverwritten) values.jobTitle = jobTitle
}

/** Deletes a contact, and restores it in half of the cases. */
export const remove: Step = async (stage, dice, chat) => {
  const who = stage.somebody(dice)
  if (!who) return
  const question = await stage.act(chat, { command: 'delete', contactId: who.id })
  const deleted = await stage.pressed(dice, chat, question, en.changing.confirm)
  expect(readable(deleted)).toContain(en.changing.deleted(who.name))
  expect(stage.named(who.name)).toEqual([])
  const isUndone = dice.chance(0.5)
  const after = isUndone ? await stage.pressed(dice, chat, deleted, en.changing.undo) : deleted
  expect(readable(after)).toContain(isUndone ? en.news.restored : en.changing.undo)
  if (!isUndone) stage.expected.set(who.name, undefined)
}

/** Merges a contact with a second entry of the same person. One of the two may change while the question is open, and the deleted
 *  entry may be restored. */
export const merge: Step = async (stage, dice, chat) => {
  const who = stage.somebody(dice)
  if (!who) return
  const { name, values } = who
  const notes = [`Note ${dice.digits(6)}.`, `Note ${dice.digits(6)}.`]
  stage.mailbox.change(who.id, { personalNotes: notes[0] })
  const twin = { jobTitle: job(dice), companyName: `Quorum ${dice.digits(3)}` }
  stage.mailbox.add({ displayName: name, personalNotes: notes[1], ...twin })
  let card = await last(chat, `merge contacts ${name}`)
  if (dice.chance(0.3)) {
    stage.mailbox.change(who.id, { jobTitle: job(dice) })
    card = await stage.pressed(dice, chat, card, en.changing.mergeButton)
    expect(readable(card)).toContain(en.changing.mergeAgain)
    expect(stage.named(name)).toHaveLength(2)
  }
  const chosen = { jobTitle: dice.pick(['0', '1']), companyName: dice.pick(['0', '1']) }
  const wanted = choicesIn(card, chosen)
  const merged = await stage.pressed(dice, chat, card, en.changing.mergeButton, chosen)
  expect(readable(merged)).toContain(en.news.merged)
  Object.assign(values, wanted)
  const [kept, ...more] = stage.named(name)
  expect(more).toEqual([])
  expect(kept).toMatchObject(wanted)
  expect(kept?.personalNotes?.split('\n').toSorted()).toEqual(notes.toSorted())
  if (dice.chance(0.5)) return
  const restored = await stage.pressed(dice, chat, merged, en.changing.mergeUndo)
  expect(readable(restored)).toContain(en.news.restored)
  const again = stage.named(name).filter(({ id }) => id !== kept?.id)
  expect(again).toHaveLength(1)
  stage.mailbox.remove(again[0]?.id ?? '')
}

/** The values that these choices of a card stand for. */
function choicesIn(card: Message, chosen: Record<string, string>): Record<string, string> {
  const text = JSON.stringify(card.attachments)
  return Object.fromEntries(
    Object.entries(chosen).map(([input, value]) => {
      const [, choices = '[]'] = new RegExp(`"id":"${input}".*?"choices":(\\[.*?\\])`).exec(text) ?? []
      const all = JSON.parse(choices) as { title: string; value: string }[]
      return [input, all.find((one) => one.value === value)?.title ?? '']
    }),
  )
}
