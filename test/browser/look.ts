import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import axe from 'axe-core'
import type { BrowserContext, Page } from 'playwright-core'

/** Events on a context's pages that are invisible to a person, but that a test should notice. */
export type Record = {
  /** Errors that scripts reported, or that ended them. */
  readonly errors: string[]
  /** Every address that was requested. */
  readonly requests: string[]
}

/** Watches every page of a context, its popups among them. Call this before the first page is opened. */
export function record(context: BrowserContext): Record {
  const errors: string[] = []
  const requests: string[] = []
  context.on('request', (request) => requests.push(request.url()))
  context.on('console', (message) => {
    // Chrome's own message about a page with status 4xx or 5xx, which several of our pages have on purpose, and about the icon
    // that it requests.
    const isStatus = /^Failed to load resource: the server responded with a status of [45]/.test(message.text())
    const { url } = message.location()
    const isExpected = isStatus && (message.page()?.url() === url || new URL(url).pathname === '/favicon.ico')
    if (message.type() === 'error' && !isExpected) errors.push(`${message.text()} ${url}`)
  })
  context.on('weberror', (error) => errors.push(error.error().message))
  return { errors, requests }
}

/** The addresses among these that are not on this machine. */
export function elsewhere(requests: readonly string[]): string[] {
  return requests.filter((url) => {
    const { protocol, hostname } = new URL(url)
    return protocol !== 'data:' && protocol !== 'blob:' && hostname !== 'localhost' && hostname !== '127.0.0.1'
  })
}

/** The problems that axe-core finds in a page or a part of it, one line for each. `impacts`: if given, only problems with these
 *  impacts count. */
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

/** The elements that are wider than `within`, each as the beginning of its markup, and the elements that can be scrolled
 *  sideways. */
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
        // A select cuts off its text and cannot be scrolled, however long the text is.
        const scrolls =
          element.tagName !== 'SELECT' && element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1
        return (sticksOut || scrolls) && !isHidden(element)
      })
      .map((element) => element.outerHTML.slice(0, 120))
  }, within)
}

/** Saves a screenshot in the folder that SCREENSHOTS names. Does nothing if it is not set. */
export async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env['SCREENSHOTS']
  if (folder === undefined || folder === '') return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}
