// Pages that only show a sentence, and the helpers for the text of all pages.
import type { Catalogue } from '../text/catalogue.ts'
import { escape, type Page, page } from './page-layout.ts'

export function tooManyPage(catalogue: Catalogue): Page {
  const { title, text } = catalogue.page.tooMany
  return sentencePage(429, title, text, catalogue)
}

/** A fault on our side. */
export function troublePage(status: number, text: string, reference: string, catalogue: Catalogue): Page {
  const body = `<p>${escape(text)}</p>${referenceLine(reference, catalogue)}`
  return page(status, catalogue.page.trouble.title, body, catalogue)
}

export function referenceLine(reference: string, { trouble }: Catalogue): string {
  return `<p class="quiet">${escape(trouble.reference(reference))}</p>`
}

export function sentencePage(status: number, title: string, text: string, catalogue: Catalogue): Page {
  return page(status, title, paragraphs(text), catalogue)
}

export function paragraphs(...texts: string[]): string {
  return texts.map((text) => `<p>${escape(text)}</p>`).join('\n')
}
