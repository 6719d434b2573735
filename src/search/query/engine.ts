import { bitOf, dialled, digitsOf, type Dictionary, type Field, MAX_WORD, NAMES } from '../contacts/dictionary.ts'
import { otherLayouts } from '../languages/layouts.ts'
import { COST_STEP, type Found, matcher } from './match.ts'
import { nicknamesOf } from '../languages/nicknames.ts'
import { latinOf } from '../languages/romanize.ts'
import { fold, isAscii, isCjk, wordsOf } from '../languages/text.ts'
import { reader, SOUND, type Way } from './words.ts'

/** `search`: the contacts that a query may mean, best first. `nearest`: those that are nearest where it means nobody. */
export function engine(dictionary: Dictionary) {
  const { terms, byName, order } = dictionary
  const { firstFrom, forget, nearest, plain, whole, words } = reader(dictionary)
  const match = matcher(dictionary)

  /** Neighbours as one word, where there is such a one: `mc gregor`. One that is only begun is less likely meant. */
  function glued(texts: string[]): { texts: string[]; cost: number }[] {
    const out: { texts: string[]; cost: number }[] = []
    for (let from = 0; from < texts.length - 1; from++) {
      for (let to = from + 2; to <= Math.min(texts.length, from + 3); to++) {
        const whole = texts.slice(from, to).join('')
        const next = terms[firstFrom(whole)] ?? ''
        if (next.startsWith(whole) || nicknamesOf(whole, fold).size > 0)
          out.push({ texts: texts.toSpliced(from, to - from, whole), cost: next === whole ? 0.2 : 1.2 })
      }
    }
    return out
  }

  /** `al shami` as one word, as Arabic writes it. */
  function withArticle(texts: string[]): string[] | undefined {
    const at = texts.findIndex((text, at) => /^[ae]l$/.test(text) && at + 1 < texts.length)
    return at === -1 ? undefined : texts.toSpliced(at, 2, `${texts[at]}${texts[at + 1]}`)
  }

  /** One word as two or three, where the first ones are there and the last is begun: `vonderleyen`. */
  function split(texts: string[]): string[][] {
    return texts.flatMap((text, at) => piecesOf(text, 2).map((pieces) => texts.toSpliced(at, 1, ...pieces)))
  }

  function piecesOf(text: string, more: number): string[][] {
    const out: string[][] = []
    for (let cut = 2; cut < text.length - 1 && text.length >= (isAscii(text) ? 6 : 4) && text.length <= 40; cut++) {
      const head = text.slice(0, cut)
      const tail = text.slice(cut)
      const id = firstFrom(head)
      if (terms[id] !== head) continue
      if (terms[firstFrom(tail)]?.startsWith(tail)) out.push([head, tail])
      if (more > 1 && tail.length > 4) for (const rest of piecesOf(tail, more - 1)) out.push([head, ...rest])
    }
    return out.slice(0, 12)
  }

  /** Two or three letters may each begin a name: `jb dupont`. */
  function initials(texts: string[]): string[][] {
    return texts.flatMap((text, at) =>
      /^\p{L}{2,3}$/u.test(text) ? [texts.toSpliced(at, 1, ...Array.from(text))] : [],
    )
  }

  function isFound(found: Map<number, Found>): boolean {
    for (const { field } of found.values())
      if (field !== 'notes' && field !== 'local' && field !== 'domain') return true
    return false
  }

  function bestOf(found: Map<number, Found>): Found | undefined {
    let best: Found | undefined
    for (const hit of found.values()) if (!best || hit.cost < best.cost) best = hit
    return best
  }

  const leastOf = (found: Map<number, Found>) => bestOf(found)?.cost ?? Infinity

  /** Whether somebody else may be meant: words are only begun, or it is Stephen in Dubuque, where Steven DuBuque may be known. */
  function isDoubtful(texts: string[], best: Found | undefined): boolean {
    return best?.way !== 'exact' || (texts.length === 2 && best.field === 'city')
  }

  /** Words in any order, each begun or whole, in one of its spellings; with typos and in other ways only where that finds
   *  nobody. Whether it was so. */
  function byWords(texts: string[], found: Map<number, Found>): boolean {
    match(words(texts), 0, found)
    for (const other of glued(texts)) match(words(other.texts), other.cost, found)
    // Begun in one script, kept in another.
    const latin = texts.map((text) => (isAscii(text) || isCjk(text) ? text : latinOf(text) || text))
    if (latin.some((text, at) => text !== texts[at]) && leastOf(found) >= BEGUN)
      match(latin.map(plain), IN_LATIN, found)
    if (isFound(found)) {
      if (texts.length > 1 && isDoubtful(texts, bestOf(found))) match(words(texts, { sounds: true }), 0, found)
      return false
    }
    for (const other of split(texts)) match(words(other), 0.3, found)
    // What is taken apart and still fits badly is rather one word that sounds alike.
    if (isFound(found) && leastOf(found) < SOUND) return true
    match(words(texts, { sounds: true, typos: true }), 0, found)
    const joined = withArticle(texts)
    if (joined) match(words(joined, { sounds: true }), 0, found)
    if (isFound(found)) return true
    for (const other of initials(texts)) match(words(other), 0.5, found)
    return true
  }

  /** Whole words by quotes, one field by its name in front: `"alice"`, `company contoso`, `phone 0123`. */
  function narrowed(query: string, found: Map<number, Found>): void {
    const [, quoted] = /^\s*["“„«](.+)["”“»]\s*$/.exec(query) ?? []
    if (quoted !== undefined) {
      const all = textsOf(quoted).map(whole)
      if (all.every((word) => word !== undefined)) match(all, 0, found)
    }
    const [, name = '', rest = ''] = NARROWING.exec(query) ?? []
    const fields = FIELDS_BY_NAME.get(name.toLowerCase())
    if (!fields) return
    if (fields.includes('phone')) return byPhone(rest, found)
    if (fields.includes('domain')) byAddress(rest.trim(), found)
    const only = fields.reduce((bits, field) => bits | bitOf(field), 0)
    match(words(textsOf(rest)), 0, found, only)
    if (found.size === 0) match(words(textsOf(rest), { sounds: true, typos: true }), 0, found, only)
  }

  function byPhone(query: string, found: Map<number, Found>): void {
    const digits = dialled(query)
    const typed = digitsOf(query)
    if (typed.length < 3) return
    const hasZero = digits.length > 2 && digits.length < typed.length
    const { text: numbers, contact } = dictionary.phones
    for (let n = 0; n < numbers.length; n++) {
      const number = numbers[n] ?? ''
      let at = number.lastIndexOf(typed)
      let end = at + typed.length
      // A zero in front is dialled only before a whole number or its beginning; elsewhere it is a digit like any other.
      if (at === -1 && hasZero) {
        at = digits.length < WHOLE_NUMBER && !number.startsWith(digits) ? -1 : number.lastIndexOf(digits)
        end = at + digits.length
      }
      const isWhole = number === digits
      const isEnd = at !== -1 && end === number.length
      // A number that is kept without its country, asked for with it.
      const isInside = number.length >= WHOLE_NUMBER && digits.length > number.length && digits.endsWith(number)
      if (at === -1 && !isInside) continue
      add(
        found,
        contact[n] ?? 0,
        isWhole ? 0 : isInside ? 0.1 : isEnd ? 0.2 : 1,
        'phone',
        isEnd || isInside ? 'exact' : 'beginning',
      )
    }
  }

  function byAddress(query: string, found: Map<number, Found>): void {
    const wanted = query.toLowerCase().replace(/^[<(]|[>)]$/g, '')
    const { text, contact } = dictionary.addresses
    for (let n = 0; n < text.length; n++) {
      const address = text[n] ?? ''
      const at = address.indexOf(wanted)
      if (at === -1) continue
      const local = address.indexOf('@')
      const isWhole = address.length === wanted.length
      const isHost = at > 0 && at + wanted.length === address.length && (wanted.startsWith('@') || at === local + 1)
      const isLocal = at === 0 && wanted.length === local
      const cost = isWhole ? 0 : isHost || isLocal ? 0.1 : at === 0 || at === local + 1 ? 0.6 : 1.2
      add(found, contact[n] ?? 0, cost, at > local ? 'domain' : 'local', cost < 0.5 ? 'exact' : 'beginning')
    }
  }

  function byLetters(query: string, found: Map<number, Found>): void {
    const wanted = fold(query).replace(/[\s\p{P}]/gu, '')
    const { text, contact } = dictionary.cjk
    for (let n = 0; n < text.length; n++) {
      const whole = text[n] ?? ''
      const at = whole.indexOf(wanted)
      if (at === -1) continue
      const isStart = at === 0 || whole[at - 1] === '\n'
      const isEnd = at + wanted.length === whole.length || whole[at + wanted.length] === '\n'
      add(
        found,
        contact[n] ?? 0,
        isStart && isEnd ? 0 : isStart ? 0.5 : isEnd ? 0.6 : 1.5,
        'name',
        isStart ? 'beginning' : 'spelling',
      )
    }
  }

  /** What was typed with another keyboard switched on: whole names where others are found, as what was meant may be anything. */
  function byLayout(query: string, found: Map<number, Found>): void {
    const isAny = found.size === 0
    for (const other of otherLayouts(query)) {
      const meant = textsOf(other)
      if (!meant.some((text) => text.length > 2)) continue
      if (!meant.every((text) => (isAny && text.length > 2) || terms[firstFrom(text)] === text)) continue
      const hits = new Map<number, Found>()
      match(meant.map(plain), LAYOUT, hits)
      for (const { contact, cost, field } of hits.values()) add(found, contact, cost, field, 'layout')
    }
  }

  function add(found: Map<number, Found>, contact: number, cost: number, field: Field, way: Way): void {
    const known = found.get(contact)
    if (!known || known.cost > cost) found.set(contact, { contact, cost, field, way })
  }

  return { search, nearest: nearestTo }

  function search(query: string, limit: number): Found[] {
    const text = query.slice(0, MAX_QUERY)
    const found = new Map<number, Found>()
    forget()
    narrowed(text, found)
    // Where that finds nobody, the words may be a name after all.
    if (found.size > 0) return ranked(found, limit)
    if (/^[+\d\s().\-/\u2010-\u2015]{3,}$/.test(text)) byPhone(text, found)
    if (found.size === 0 && /^\s*<?[^\s@]*(?:@|\.[a-z]|_|\d)[^\s@]*>?\s*$/i.test(text)) byAddress(text.trim(), found)
    const texts = textsOf(text)
    if (isCjk(text)) byLetters(text, found)
    if (found.size === 0 && texts.length > 0) {
      const isGuessed = byWords(texts, found)
      if (isGuessed && leastOf(found) >= TYPOS) byLayout(text, found)
    }
    return ranked(found, limit)
  }

  /** With more letters wrong than a search allows, or but for one word. `few`: more than that are not who was meant. */
  function nearestTo(query: string, few: number): Found[] {
    const text = query.slice(0, MAX_QUERY)
    const found = new Map<number, Found>()
    forget()
    const near = nearest(textsOf(text))
    if (near) match(near, 0, found, NAMES)
    // What is left when one is left out is to be there, not only to sound like it.
    forget()
    const typed = text.trim().split(/\s+/)
    if (typed.length > 1 && typed.length <= MAX_TYPED) {
      for (let at = 0; at < typed.length; at++) {
        const rest = textsOf(typed.toSpliced(at, 1).join(' '))
        if (!rest.some((word) => word.length > 2)) continue
        const others = new Map<number, Found>()
        match(words(rest, { typos: true }), MISSING, others, NAMES)
        if (others.size > few) continue
        for (const { contact, cost, field, way } of others.values()) add(found, contact, cost, field, way)
      }
    }
    return ranked(found)
  }

  /** Sorted as numbers, as tens of thousands of hits would take long otherwise. */
  function ranked(found: Map<number, Found>, limit = Infinity): Found[] {
    const rows = new Float64Array(found.size)
    let size = 0
    for (const { contact, cost } of found.values()) {
      rows[size++] = Math.round(cost / COST_STEP) * CONTACTS + (order[contact] ?? 0)
    }
    rows.sort()
    const isSure = (rows[0] ?? 0) < CONTACTS / COST_STEP
    const list: Found[] = []
    for (const row of rows) {
      if (list.length >= limit) break
      const hit = found.get(byName[row - Math.floor(row / CONTACTS) * CONTACTS] ?? 0)
      if (hit && !(isSure && (hit.way === 'sound' || hit.way === 'typo'))) list.push(hit)
    }
    return list
  }
}

/** No more contacts than that. */
const CONTACTS = 2 ** 21
const MAX_QUERY = 300
/** What it costs at least where a word is only begun, and where more than one letter is wrong. */
const BEGUN = 1
const TYPOS = 2.05
/** What it costs that the keyboard was another, and that what is begun in one script stands there in another. */
const LAYOUT = 1.9
const IN_LATIN = 1.3
/** Fewer digits are hardly a whole telephone number. */
const WHOLE_NUMBER = 7
/** Of so many words one may be left out, at such a cost. */
const MAX_TYPED = 6
const MISSING = 5

const FIELDS_BY_NAME = new Map<string, Field[]>([
  ['name', ['name', 'nickname']],
  ['company', ['company']],
  ['job', ['role']],
  ['department', ['role']],
  ['city', ['city']],
  ['phone', ['phone']],
  ['number', ['phone']],
  ['mail', ['local', 'domain', 'ending']],
  ['email', ['local', 'domain', 'ending']],
  ['address', ['local', 'domain', 'ending']],
  ['notes', ['notes']],
])
const NARROWING = new RegExp(`^\\s*(${[...FIELDS_BY_NAME.keys()].join('|')})(?::\\s*|\\s+)(\\S.*)$`, 'i')

function textsOf(text: string): string[] {
  return wordsOf(text)
    .map((word) => fold(word.slice(0, MAX_WORD)))
    .filter((word) => word !== '')
}
