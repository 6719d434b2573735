import { parseArgs } from 'node:util'

export const HELP = `Shows who is connected, and deletes a person's data. It takes the bot's settings from the environment.
  npm run connections -- list           one line for each connected person
  npm run connections -- stats          how many people are connected
  npm run connections -- show USER      the data about one person
  npm run connections -- export USER    everything stored about one person, as JSON
  npm run connections -- remove USER    deletes all of that; asks first
USER is channelId/tenant/from.id as listed, a user name (UPN) or an object id.
  --json    list: one line of JSON for each person; the others: one document
  --yes     remove without asking
Exit status: 0; 1 if nobody or more than one person was found, nothing was removed, or the store failed; 2 if the command
line, a setting or the store's key is wrong.`

const ALONE = ['list', 'stats'] as const
const OF_ONE = ['show', 'export', 'remove'] as const

type Options = { json: boolean; yes: boolean }

/** What the command line asks for. */
export type Asked =
  | (Options & { verb: (typeof ALONE)[number] })
  | (Options & { verb: (typeof OF_ONE)[number]; user: string })

/** Reads the command line. @returns a sentence if it is wrong, or `help` */
export function readArguments(given: readonly string[]): Asked | { problem: string } | 'help' {
  try {
    const { values, positionals } = parseArgs({
      args: [...given],
      allowPositionals: true,
      options: { json: { type: 'boolean' }, yes: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    })
    if (values.help) return 'help'
    const { json = false, yes = false } = values
    return verbIn(positionals, { json, yes })
  } catch (error) {
    return { problem: error instanceof Error ? (error.message.split('. ')[0] ?? '') : 'The command line is wrong' }
  }
}

function verbIn([verb = '', user, ...more]: readonly string[], options: Options): Asked | { problem: string } {
  const alone = ALONE.find((one) => one === verb)
  const ofOne = OF_ONE.find((one) => one === verb)
  if (options.yes && verb !== 'remove') return { problem: '--yes only works with remove' }
  if (alone) return user === undefined ? { verb: alone, ...options } : { problem: `${verb} takes no USER` }
  if (!ofOne) return { problem: verb === '' ? 'Say what to do' : `There is no command ${verb}` }
  if (!user?.trim()) return { problem: `${verb} needs a USER` }
  if (more.length > 0) return { problem: `${verb} takes one USER: put it in quotation marks` }
  return { verb: ofOne, user: user.trim(), ...options }
}
