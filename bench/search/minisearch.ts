import anyAscii from 'any-ascii'
import MiniSearch from 'minisearch'
import { fromGraph } from '../../src/graph/contact.ts'

const BOOST = { displayName: 2, givenName: 4, surname: 4, nickName: 3, email: 1.5, companyName: 1 }
const FIELDS = [...Object.keys(BOOST), 'middleName', 'yomi', 'department', 'jobTitle', 'phone', 'city']
const PHONE = /^[+\d\s().\-/]{4,}$/
const digits = (text: string) => text.replace(/\D/g, '')

/** A good general library, configured as well as we could: every term in plain Latin letters, prefixes, typos, weights. */
export function createIndex(json: unknown[]) {
  const engine = new MiniSearch({
    fields: FIELDS,
    processTerm: (term) =>
      anyAscii(term.normalize('NFC'))
        .toLowerCase()
        .replace(/[^a-z0-9 ]/g, '') || null,
    tokenize: (text) =>
      text
        .replace(/['’ʼ`´]/g, '')
        .split(/[\s,;()<>@._\-/]+/)
        .filter(Boolean),
  })
  const phones = (numbers: (string | undefined)[]) => numbers.map((number) => digits(number ?? '')).join(' ')
  for (const one of json) {
    const contact = fromGraph(one)
    if (!contact) continue
    const { emailAddresses, businessPhones, homePhones, mobilePhone, yomiSurname = '', yomiGivenName = '' } = contact
    engine.add({
      ...contact,
      yomi: `${yomiSurname} ${yomiGivenName}`,
      email: emailAddresses.map(({ address }) => address).join(' '),
      phone: phones([...businessPhones, ...homePhones, mobilePhone]),
      city: contact.businessAddress?.city,
    })
  }
  const options = {
    prefix: true,
    fuzzy: (term: string) => (term.length > 3 ? 0.2 : false),
    combineWith: 'AND' as const,
    boost: BOOST,
  }
  return {
    search: (query: string, limit: number) =>
      engine.search(PHONE.test(query) ? digits(query) : query, options).slice(0, limit) as { id: string }[],
  }
}
