import { readFileSync } from 'node:fs'
import type { Activity } from '../../emulator/channel/activity.ts'
import { en } from '../../src/text/en.ts'
import type { World } from '../world.ts'
import { textsOnPage } from './texts.ts'

/** Words in the Latin alphabet that a person saw in a chat of the made-up language, although they are neither its sentences nor
 *  data: names, addresses, and what was typed. */
export function englishLeft(texts: string[], data: ReadonlySet<string>): string[] {
  return texts
    .flatMap(pieces)
    .flatMap(wordsOf)
    .filter((word) => /[A-Za-z]/.test(word) && !isData(word, data))
}

/** The parts of a text: its sentences in the made-up language, their filled-in values, and the text around them. */
function pieces(text: string): string[] {
  const found: string[] = []
  const take = (_: string, piece: string) => {
    found.push(piece)
    return ''
  }
  let rest = text
  // From the inside out, because a filled-in value can be a sentence itself.
  for (let before = ''; before !== rest;) {
    before = rest
    rest = rest.replace(/⟨([^⟨⟩⟦⟧]*)⟩/g, take).replace(/⟦([^⟨⟩⟦⟧]*)⟧/g, take)
  }
  return [...found, rest].map((piece) => piece.replace(/https?:\/\/\S+/g, ''))
}

/** The words that the operator has written on the page at `url`: it may be in English for people of every language. */
export function writtenAt(url: string): string[] {
  const { pathname } = new URL(url)
  if (pathname !== '/privacy' && pathname !== '/terms') return []
  const file = new URL(`../../src/http${pathname}.en.html`, import.meta.url)
  return textsOnPage(readFileSync(file, 'utf8')).flatMap(wordsOf)
}

const wordsOf = (text: string) => text.split(/[\s,·›|()“”?]+/)

/** Initials and references do not count as words. A word that was cut off stands for every word that begins like it. */
function isData(word: string, data: ReadonlySet<string>): boolean {
  if (data.has(word) || /^(?:[\p{Lu}\d]{1,2}|[0-9a-f]{8})$/u.test(word)) return true
  return word.endsWith('…') && [...data].some((known) => known.startsWith(word.slice(0, -1)))
}

/** Every word in what people have in their mailboxes now, in their accounts, and in `typed`. The words of commands are left
 *  out: a sentence could have them. */
export function dataIn({ emulator }: World, typed: string[]): string[] {
  const mailboxes = emulator.people.map(({ oid }) => emulator.graph.mailbox(oid))
  const folders = mailboxes.flatMap((mailbox) => mailbox.folders.map((folder) => ({ mailbox, folder })))
  const kept = folders.map(({ mailbox, folder }) => [folder.displayName, mailbox.contacts(folder.id)])
  const commands = new Set(strings(en.commands).flatMap((phrase) => phrase.split(/[^\p{L}’]+/u)))
  const said = typed.flatMap(wordsOf).filter((word) => !commands.has(word.toLowerCase()))
  return [...strings([kept, emulator.people]).flatMap(wordsOf), ...said]
}

/** The names of the files that a person has sent, and every word in them. */
export function filesIn({ emulator }: World, { attachments = [] }: Activity): string[] {
  return attachments.flatMap(({ name, content }) => {
    const { uniqueId = '' } = Object(content) as { uniqueId?: string }
    const text = emulator.channel.files.read(uniqueId)?.toString() ?? ''
    return name === undefined ? [] : [name, ...text.split(/[\s:;]+/)]
  })
}

export function strings(node: unknown): string[] {
  if (typeof node === 'string') return [node]
  return typeof node === 'object' && node !== null ? Object.values(node).flatMap(strings) : []
}
