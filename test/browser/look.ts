import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import axe from 'axe-core'
import type { BrowserContext, Page } from 'playwright-core'

/** Everything of a context's pages that a person would not see, but should know. */
export type Record = {
  /** What scripts reported as wrong, or died of. */
  readonly errors: string[]
  /** Every address that was asked for. */
  readonly requests: string[]
}

/** Watches every page of a context, its popups among them. To be called before the first is opened. */
export function record(context: BrowserContext): Record {
  const errors: string[] = []
  const requests: string[] = []
  context.on('request', (request) => requests.push(request.url()))
  context.on('console', (message) => {
    // Chrome's own note of a page that is answered with 4xx or 5xx, as several of ours are meant to be, and of the icon it asks for.
    const isStatus = /^Failed to load resource: the server responded with a status of [45]/.test(message.text())
    const { url } = message.location()
    const isExpected = isStatus && (message.page()?.url() === url || new URL(url).pathname === '/favicon.ico')
    if (message.type() === 'error' && !isExpected) errors.push(`${message.text()} ${url}`)
  })
  context.on('weberror', (error) => errors.push(error.error().message))
  return { errors, requests }
}

/** Those of the addresses that lead away from this machine. */
export function elsewhere(requests: readonly string[]): string[] {
  return requests.filter((url) => {
    const { protocol, hostname } = new URL(url)
    return protocol !== 'data:' && protocol !== 'blob:' && hostname !== 'localhost' && hostname !== '127.0.0.1'
  })
}

/** What axe-core finds wrong with a page or a part of it, each as one line. `impacts`: only these
 *  count, if given. */
export async function axeFindings(page: Page, within = 'html', impacts?: readonly string[]): Promise<string[]> {
  await page.evaluate(axe.source)
  return page.evaluate(
    async ({ within, impacts }) => {
      const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run(within, {
        resultTypes: ['violations'],
      })
      return violations
        .filter(({ impact }) => impacts === undefined || impacts.includes(impact ?? ''))
        .flatMap(({ id, impact, nodes }) =>
          nodes.map(({ html, any }) => `${impact} ${id}: ${html} ${any.map(({ message }) => message).join(' ')}`),
        )
    },
    { within, impacts },
  )
}

/** What sticks out sideways of `within`, each as its markup's beginning; and what could be scrolled sideways. */
export async function overflowing(page: Page, within = 'html'): Promise<string[]> {
  return page.evaluate((within) => {
    const root = document.querySelector(within)
    if (!root) return [`There is no ${within}.`]
    const { left, right } = root.getBoundingClientRect()
    const isHidden = (element: Element) => {
      const { position, clipPath } = getComputedStyle(element)
      return position === 'absolute' && clipPath !== 'none'
    }
    return [root, ...root.querySelectorAll('*')]
      .filter((element) => {
        const box = element.getBoundingClientRect()
        const sticksOut = box.width > 0 && (box.right > right + 1 || box.left < left - 1)
        // A select cuts its text off, and cannot be scrolled however long that is.
        const scrolls =
          element.tagName !== 'SELECT' && element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1
        return (sticksOut || scrolls) && !isHidden(element)
      })
      .map((element) => element.outerHTML.slice(0, 120))
  }, within)
}

/** Keeps a picture in the folder that SCREENSHOTS names; does nothing if it names none. */
export async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env['SCREENSHOTS']
  if (folder === undefined || folder === '') return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}
