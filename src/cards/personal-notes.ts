import type { Person } from '../book/people.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { ownText, type Part, SMALL } from './parts.ts'
import { plain } from './safe-text.ts'
import { valuesOf } from './values.ts'

/** How much of the notes is shown at first. */
const MOST_AT_FIRST = 200
/** How many lines are shown when the notes are opened. */
const MOST_LINES = 40
const MOST_IN_RUN = 500
const [SHORT, FULL] = ['notes-short', 'notes-full']

/** The person's notes: their beginning, and a button that opens the rest in its place.
 *  @param found the line by which the person was found, which is already on the card. @param most characters of all notes */
export function personalNotes(person: Person, found: string | undefined, most: number, catalogue: Catalogue): Part[] {
  const text = valuesOf(person, ({ personalNotes }) => personalNotes).join('\n')
  const characters = Array.from(text.trim())
  if (characters.length === 0 || text.trim() === found?.trim()) return []
  const label = ownText(catalogue.contact.notes, SMALL)
  if (characters.length <= MOST_AT_FIRST)
    return [{ type: 'Container', spacing: 'Small', items: [label, ...lines(text)] }]
  const beginning = characters.slice(0, MOST_AT_FIRST).join('').trimEnd()
  const rest = characters.slice(0, most).join('')
  return [
    {
      type: 'Container',
      spacing: 'Small',
      items: [
        label,
        container(SHORT, true, lines(`${beginning}…`), catalogue.contact.notesMore),
        container(FULL, false, lines(characters.length > most ? `${rest}…` : rest), catalogue.contact.notesLess),
      ],
    },
  ]
}

/** Part of the notes with the button that changes to the other part. */
function container(id: string, isVisible: boolean, items: Part[], title: string): Part {
  const toggle = { type: 'Action.ToggleVisibility', title, targetElements: [SHORT, FULL] }
  return {
    type: 'Container',
    id,
    spacing: 'None',
    ...(!isVisible && { isVisible }),
    items: [...items, { type: 'ActionSet', spacing: 'Small', actions: [toggle] }],
  }
}

function lines(text: string): Part[] {
  const all = text.split('\n').filter((line) => line.trim() !== '')
  const shown = all.length > MOST_LINES ? [...all.slice(0, MOST_LINES - 1), all.slice(MOST_LINES - 1).join(' ')] : all
  return shown.map(longLine)
}

/** Like `foreignText`, for a line of any length: it is split into runs that look like one text. */
function longLine(text: string): Part {
  const characters = Array.from(plain(text, Infinity))
  const runs = Array.from({ length: Math.ceil(characters.length / MOST_IN_RUN) }, (_, n) =>
    characters.slice(n * MOST_IN_RUN, (n + 1) * MOST_IN_RUN).join(''),
  )
  return { type: 'RichTextBlock', spacing: 'None', inlines: runs.map((run) => ({ type: 'TextRun', text: run })) }
}
