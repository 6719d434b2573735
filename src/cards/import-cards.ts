import type { Reply } from '../commands/reply.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { apology } from './apology.ts'
import { adaptiveCard, ask, foreignText, ownText, type Part } from './parts.ts'
import { plain } from './safe-text.ts'

const MOST_IN_NAME = 60

/** What an import of a file would do, with the button that begins it. */
export function importSummaryCard(reply: Reply & { kind: 'import_summary' }, catalogue: Catalogue): Part {
  const { id, name, fresh, names, there, isTooMany, most } = reply
  const { files } = catalogue
  return adaptiveCard(
    [
      name === ''
        ? ownText(files.pasted, { weight: 'Bolder' })
        : foreignText(plain(name, MOST_IN_NAME), { weight: 'Bolder' }),
      ownText(fresh === 0 ? files.nothingNew : files.fresh(fresh)),
      ...namesLine(names, fresh, catalogue),
      ...(there > 0 ? [ownText(files.there(there))] : []),
      ...brokenLines(reply, catalogue),
      ...(isTooMany ? [ownText(files.tooMany(most))] : []),
    ],
    fresh === 0 ? [] : [ask(files.importButton, { type: 'import', id })],
  )
}

/** An import under way. If the instance that does it ends, the button continues the import. */
export function importingCard({ id, done, total }: Reply & { kind: 'importing' }, { files }: Catalogue): Part {
  return adaptiveCard(
    [
      ownText(total === 0 ? files.importBegun : files.importing(done, total)),
      ownText(files.ifStuck, { isSubtle: true }),
    ],
    [ask(files.goOn, { type: 'import', id, attempt: `after-${done}` })],
  )
}

export function importedCard(reply: Reply & { kind: 'imported' }, catalogue: Catalogue): Part {
  const { imported, there, refused, refusedInAll } = reply
  const { files } = catalogue
  return adaptiveCard([
    ownText(files.imported(imported)),
    ...(there > 0 ? [ownText(files.leftAlone(there))] : []),
    ...(refusedInAll > 0 ? [ownText(files.refused(refusedInAll))] : []),
    ...namesLine(refused, refusedInAll, catalogue),
  ])
}

/** An import that has stopped early. */
export function importStoppedCard(reply: Reply & { kind: 'import_stopped' }, catalogue: Catalogue): Part {
  const { files } = catalogue
  return adaptiveCard(
    [ownText(apology(reply, catalogue)), ownText(files.importedSoFar(reply.imported))],
    [ask(files.goOn, { type: 'import', id: reply.id, attempt: reply.reference })],
  )
}

/** @param total how many there are, of which `names` are the first */
function namesLine(names: readonly string[], total: number, { files }: Catalogue): Part[] {
  if (names.length === 0) return []
  const more = total - names.length
  const all = [...names.map((name) => plain(name, MOST_IN_NAME)), ...(more > 0 ? [files.moreNames(more)] : [])]
  return [foreignText(all.join(', '), { isSubtle: true }, { spacing: 'None' })]
}

function brokenLines({ broken, brokenInAll }: Reply & { kind: 'import_summary' }, { files }: Catalogue): Part[] {
  if (brokenInAll === 0) return []
  const lines = broken.map(({ at, name, reason }) => {
    const why = files.reasons[reason]
    const line = name === undefined ? files.brokenEntry(at, why) : files.brokenName(at, plain(name, MOST_IN_NAME), why)
    return foreignText(line, { isSubtle: true }, { spacing: 'None' })
  })
  return [ownText(files.broken(brokenInAll)), ...lines]
}
