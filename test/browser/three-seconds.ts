import type { BrowserContext, Page } from 'playwright-core'

/** The page at the end of a sign-in gives Teams three seconds to take its result, by a timer and by an animation. In a test,
 *  these seconds pass when the test says so, however long the browser takes. */
const THREE_SECONDS = 3_000

type Held = { timers: Set<() => void>; hold: () => void; passed: number; messages: number }

/** Holds the three seconds back on every page of a context. Call this before the first page is opened. */
export async function holdThreeSeconds(context: BrowserContext): Promise<void> {
  await context.addInitScript((ms) => {
    const hold = () => {
      for (const animation of document.getAnimations()) {
        animation.pause()
        animation.currentTime = held.passed
      }
    }
    const held: Held = { timers: new Set(), hold, passed: 0, messages: 0 }
    Object.assign(globalThis, { held })
    const { setTimeout } = globalThis
    const instead = (work: () => void, waitMs?: number) =>
      waitMs === ms && held.passed < ms ? held.timers.add(work).size : setTimeout(work, waitMs)
    Object.assign(globalThis, { setTimeout: instead })
    addEventListener('message', () => (held.messages += 1))
    // In the frame in which they begin, so that none of them runs before.
    const everyFrame = () => {
      hold()
      requestAnimationFrame(everyFrame)
    }
    everyFrame()
  }, THREE_SECONDS)
}

/** Lets the three seconds pass, or a part of them. */
export async function pass(page: Page, ms = THREE_SECONDS): Promise<void> {
  await page.evaluate(
    ([ms, all]) => {
      const { held } = globalThis as unknown as { held: Held }
      held.passed = ms
      held.hold()
      if (ms >= all) for (const work of held.timers) work()
    },
    [ms, THREE_SECONDS] as const,
  )
}

/** How many messages a page has got from other windows. */
export async function messagesTo(page: Page): Promise<number> {
  return page.evaluate(() => (globalThis as unknown as { held: Held }).held.messages)
}
