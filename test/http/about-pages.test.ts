import { expect, it } from 'vitest'
import { aboutRoutes, filledIn } from '../../src/http/about-pages.ts'
import { en } from '../../src/text/en.ts'

const DAY = 86_400_000

async function shown(
  path: string,
  {
    keepMs = 7 * DAY,
    edits = true,
    language = 'en',
    languages = [en] as [typeof en],
    hasSignIns = true,
    consentUrl = 'https://myapps.microsoft.com',
  } = {},
) {
  const route = aboutRoutes({ keepMs, edits, hasSignIns, consentUrl: consentUrl || undefined, languages }).find(
    (one) => one.path === path,
  )
  const request = {
    url: path,
    headers: { 'accept-language': language },
    remoteAddress: undefined,
    announced: () => undefined,
    body: () => Promise.reject(new Error('not here')),
  }
  const answer = await route?.handle(request)
  return { status: answer?.status, body: answer?.body ?? '' }
}

it.each(['/privacy', '/terms'])('%s is a page with one heading, and nothing is left to be filled in', async (path) => {
  const { status, body } = await shown(path)
  expect(status).toBe(200)
  expect(body.match(/<h1>/g)).toHaveLength(1)
  expect(body).toMatch(/<title>\w.* – Outlook Contacts<\/title>/)
  expect(body.split('<main>')[1]).not.toMatch(/\{\{|\}\}|<!--/)
})

it('/privacy says how long a copy of the contacts is kept, as the setting says', async () => {
  expect((await shown('/privacy')).body).toContain('for 7 days after')
  expect((await shown('/privacy', { keepMs: DAY })).body).toContain('for 1 day after')
  expect((await shown('/privacy', { keepMs: 0 })).body).toContain('No copy of your contacts')
})

it('/privacy says whether contacts can be changed, as the setting says', async () => {
  expect((await shown('/privacy')).body).toContain('only when you ask it to')
  expect((await shown('/privacy', { edits: false })).body).toContain('can’t change or delete them')
})

it('/privacy names the word that deletes everything, and how long a connection is kept', async () => {
  const { body } = await shown('/privacy')
  expect(body).toContain('<b>disconnect</b>')
  expect(body).toContain('for 90 days after it was last used')
})

it('/privacy does not mention a sign-in if there is none', async () => {
  const { status, body } = await shown('/privacy', { hasSignIns: false })
  expect(status).toBe(200)
  expect(body).toContain('you don’t sign in')
  expect(body).not.toContain('After you sign in')
  expect(body.split('<main>')[1]).not.toMatch(/\{\{|\}\}|<!--/)
})

it('/privacy links to the page for consents if the cloud has one', async () => {
  expect((await shown('/privacy')).body).toContain('<a href="https://myapps.microsoft.com">My Apps</a>')
  const { body } = await shown('/privacy', { consentUrl: '' })
  expect(body).toContain('withdraw that at My Apps.')
  expect(body).not.toContain('myapps.microsoft.com')
})

it('values are escaped, and a language without a page of its own is shown the English one', async () => {
  const odd = { ...en, locale: 'xx', appName: '<App> & more' }
  const { body } = await shown('/privacy', { language: 'xx', languages: [odd] })
  expect(body).toContain('&lt;App&gt; &amp; more looks people up')
  expect(body).toContain('<html lang="xx">')
})

it('a text of the operator without a heading is still shown, and an unknown name is left out', () => {
  const { html } = filledIn('<p>Ask {{nobody}}Ann.</p>', { keepMs: DAY, edits: true, consentUrl: undefined }, en)
  expect(html).toContain('<h1>Outlook Contacts</h1>')
  expect(html).toContain('<p>Ask Ann.</p>')
})
