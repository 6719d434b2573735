import { type Details, nobody, type Text } from './contact.ts'
import { COMPANIES, DEPARTMENTS, JOB_TITLES, type Names, NAMES, NICKNAMES } from './names.ts'
import type { Random } from './random.ts'

/** A plausible contact. */
export function somebody(random: Random): Details {
  const names = random.pick(NAMES)
  const given = random.below(names.given.length)
  const family = random.below(names.family.length)
  const givenName = names.given[given] ?? ''
  const surname = names.family[family] ?? ''
  const company = random.pick(COMPANIES)
  const local = `${latin(names.latin?.given[given] ?? givenName)}.${latin(names.latin?.family[family] ?? surname)}`
  const displayName = names.familyFirst ? `${surname}${givenName}` : `${givenName} ${surname}`
  const hasCompany = random.chance(0.8)
  return {
    ...nobody(),
    ...blanks(random),
    displayName,
    givenName,
    surname,
    fileAs: random.chance(0.5) ? `${surname}, ${givenName}` : '',
    nickName: random.chance(0.1) ? random.pick(NICKNAMES) : empty(random),
    companyName: hasCompany ? company.name : empty(random),
    department: hasCompany && random.chance(0.6) ? random.pick(DEPARTMENTS) : empty(random),
    jobTitle: hasCompany && random.chance(0.7) ? random.pick(JOB_TITLES) : empty(random),
    emailAddresses: emails(random, displayName, local, company.domain),
    mobilePhone: random.chance(0.6) ? phone(random, names) : empty(random),
    businessPhones: Array.from({ length: random.pick([0, 1, 1, 2]) }, () => phone(random, names)),
    homePhones: random.chance(0.2) ? [phone(random, names)] : [],
    businessAddress: hasCompany && random.chance(0.5) ? address(random, names) : {},
    homeAddress: random.chance(0.15) ? address(random, names) : {},
    categories: random.chance(0.1) ? ['Important'] : [],
  }
}

function emails(random: Random, name: string, local: string, domain: string): Details['emailAddresses'] {
  const work = { name, address: `${local}@${domain}` }
  const home = { name: `${name} (home)`, address: `${local}@mail.example` }
  const spare = { name: work.address, address: `${local}.office@${domain}` }
  const kind = random.next()
  if (kind < 0.1) return []
  if (kind < 0.14) return [{ name }]
  if (kind < 0.17) return [{ name: 'No address' }, work]
  if (kind < 0.3) return [work, home]
  if (kind < 0.34) return [work, home, spare]
  return [work]
}

function phone(random: Random, { dial }: Names): string {
  return random.chance(0.8)
    ? `${dial} ${random.digits(4)} ${random.digits(4)}`
    : `(${random.digits(3)}) ${random.digits(3)}-${random.digits(4)}`
}

function address(random: Random, { cities, country }: Names) {
  const city = random.pick(cities)
  return {
    street: `${1 + random.below(200)} Harbour Street`,
    city,
    state: empty(random),
    countryOrRegion: country,
    postalCode: random.digits(5),
  }
}

/** An empty value in one of Graph's two forms. */
export const empty = (random: Random): Text => (random.chance(0.5) ? '' : null)

/** The members that few people fill in, mostly empty. */
function blanks(random: Random): Partial<Details> {
  return {
    initials: empty(random),
    middleName: empty(random),
    title: random.chance(0.05) ? 'Dr.' : empty(random),
    officeLocation: random.chance(0.1) ? `${random.below(9) + 1}/${random.digits(3)}` : empty(random),
    profession: empty(random),
    businessHomePage: empty(random),
    assistantName: empty(random),
    manager: empty(random),
    spouseName: empty(random),
    personalNotes: random.chance(0.05) ? 'Met at the spring conference.\r\nCall back in June.' : empty(random),
  }
}

const STROKES: { [letter: string]: string } = { ł: 'l', ø: 'o', đ: 'd', ß: 'ss', æ: 'ae', œ: 'oe', ı: 'i', þ: 'th' }

/** A name as it is written in a mail address: without accents, strokes and signs. */
function latin(name: string): string {
  const bare = name.toLowerCase().replace(/[łøđßæœıþ]/g, (letter) => STROKES[letter] ?? '')
  return bare
    .normalize('NFD')
    .replace(/[^a-z\s-]/g, '')
    .trim()
    .replace(/\s+/g, '-')
}
