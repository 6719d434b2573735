import { existsSync, readFileSync } from 'node:fs'
import { CONNECTION_TTL_MS } from '../connection/connection.ts'
import { DRAFT_KEPT_MS, UNDO_KEPT_MS } from '../editing/drafts.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { catalogueFor, type Languages } from '../text/languages.ts'
import { acceptedLanguages } from './accept-language.ts'
import { pageHeaders } from './headers.ts'
import { escape, type Page, page } from './page-layout.ts'
import type { HttpRequest, Route } from './request.ts'

type Options = {
  /** How long a copy of somebody's contacts is kept in the store. 0: not at all. */
  keepMs: number
  /** Whether people sign in. If they do not, there is a different page about privacy. */
  hasSignIns: boolean
  /** Whether people can change their contacts. */
  edits: boolean
  /** The page where people withdraw the consent that they gave at Microsoft. undefined: no such page is known in this cloud. */
  consentUrl: string | undefined
  languages?: Languages | undefined
}

/** The values that are filled in. */
type Filling = Pick<Options, 'keepMs' | 'edits' | 'consentUrl'>

/** `/privacy` and `/terms`. The operator can change their text: each page has an HTML file for each language, such as
 *  `privacy.en.html`. */
export function aboutRoutes({ hasSignIns, languages, ...filling }: Options): Route[] {
  const pages = { '/privacy': hasSignIns ? 'privacy' : 'privacy-without-sign-in', '/terms': 'terms' }
  return Object.entries(pages).map(([path, name]): Route => ({
    method: 'GET',
    path,
    page: true,
    handle: async (request) => {
      const { status, html } = aboutPage(name, filling, languageOf(request, languages))
      return { status, headers: pageHeaders(), body: html }
    },
  }))
}

function languageOf({ headers }: HttpRequest, languages: Languages | undefined): Catalogue {
  return catalogueFor(acceptedLanguages(headers['accept-language']), languages)
}

/** @param name of the file, such as `privacy` */
export function aboutPage(name: string, filling: Filling, catalogue: Catalogue): Page {
  return filledIn(written(name, catalogue.locale), filling, catalogue)
}

/** The page of what the operator wrote. Without a heading it has the app's name for one.
 *  @param html with `{{…}}` for what is filled in */
export function filledIn(html: string, { keepMs, edits, consentUrl = '' }: Filling, catalogue: Catalogue): Page {
  const { format, appName, commands, contactsCopy, contactsChanges } = catalogue
  const values: Record<string, string> = {
    appName,
    connectionKept: format.duration(CONNECTION_TTL_MS),
    contactsCopy: keepMs > 0 ? contactsCopy.kept(format.duration(keepMs)) : contactsCopy.notKept,
    changes: edits
      ? contactsChanges.onRequest(format.duration(UNDO_KEPT_MS), format.duration(DRAFT_KEPT_MS))
      : contactsChanges.never,
    disconnect: commands.disconnect[0],
    myApps: consentUrl,
  }
  const text = html
    .replace(/\{\{(\w+)\}\}/g, (_, key: string) => escape(values[key] ?? ''))
    // A link whose address is not known is plain text.
    .replace(/<a href="">(.*?)<\/a>/g, '$1')
  const [, title = appName, body = text] = /<h1>(.*?)<\/h1>(.*)/s.exec(text) ?? []
  return page(200, title, body, catalogue)
}

/** Falls back to the first language if the page does not exist in this one. */
function written(name: string, locale: string): string {
  const [file = ''] = [locale, catalogueFor(undefined).locale]
    .map((one) => new URL(`${name}.${one}.html`, import.meta.url))
    .filter((url) => existsSync(url))
  return readFileSync(file, 'utf8')
}
