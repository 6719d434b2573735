import { afterEach, expect, test } from 'vitest'
import { megan } from '../../emulator/people.ts'
import { en } from '../../src/text/en.ts'
import { type Scene, startScene } from '../endings/scene.ts'
import { SHORT_MS } from '../endings/stale-cards.ts'
import { readable } from '../world.ts'

let scene: Scene
afterEach(() => scene.close())

/** A sign-in card whose question is of a kind that this version does not know. */
async function cardForUnknownQuestion() {
  const card = await scene.card('find contact Alice')
  await scene.damage('pending/', { resume: { type: 'dance' } })
  return card
}

test('a kept question of an unknown kind: after the sign-in the bot says that the person is connected', async () => {
  scene = await startScene(en, {})
  await scene.follow(await cardForUnknownQuestion())
  expect(readable(scene.last())).toContain(en.connected(megan.username))
})

test('a kept question of an unknown kind: the expired card offers a fresh sign-in', async () => {
  scene = await startScene(en, { signInMs: SHORT_MS })
  const card = await cardForUnknownQuestion()
  await expect.poll(() => readable(scene.now(card))).toContain(en.cardOver.expired)
  await scene.follow(scene.now(card))
  expect(readable(scene.last())).toContain(en.connected(megan.username))
})
