import type { AddressBooks } from '../book/address-books.ts'
import type { Recents } from '../book/recent-lookups.ts'
import type { Connections } from '../connection/connection.ts'
import type { Departures } from '../connection/departures.ts'
import type { Application } from '../connection/application.ts'
import type { AccessTokens } from '../connection/tokens.ts'
import type { Editing } from '../editing/drafts.ts'
import type { Files } from '../files/files.ts'
import type { Photos } from '../photos/photos.ts'
import type { Graph } from '../graph/graph.ts'
import type { Budget } from '../search/search.ts'
import type { SignIn } from '../sign-in/sign-in.ts'
import type { Asked } from './asked.ts'
import type { Command } from './command.ts'
import type { Exchange } from './exchange.ts'
import type { Imports } from './files/import-records.ts'
import type { LastQuestions } from './last-question.ts'

/** What commands work with. */
export type Services = {
  signIn: SignIn
  accessToken: AccessTokens
  /** If it is set, nobody signs in: the application reads the mailbox of each person who asks. */
  application: Application | undefined
  /** Counts a message that leads to requests to Graph, once. @returns whether this person may ask now. */
  mayAsk: (asked: Pick<Asked, 'user' | 'kept'>) => boolean
  connections: Connections
  departures: Departures
  addressBooks: AddressBooks
  /** An answer from a copy of an address book up to this age need not be checked with Outlook. */
  maxAgeMs: number
  /** How long a copy of somebody's contacts is kept. 0: not at all. */
  keepMs: number
  /** The budget of the search for one question. */
  budget: () => Budget
  recents: Recents
  files: Files
  imports: Imports
  photos: Photos
  lastQuestions: LastQuestions
  /** Whether people can change their contacts. */
  edits: boolean
  editing: Editing
  graph: Graph
}

export type CommandOf<Type extends Command['type']> = Command & { type: Type }

/** Answers one kind of command. @returns the command to continue with, if there is one: the question from before a sign-in. */
export type Answer<Type extends Command['type']> = (
  command: CommandOf<Type>,
  exchange: Exchange,
  services: Services,
) => Promise<Command | void>
