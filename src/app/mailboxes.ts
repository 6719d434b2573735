import { addressBooks } from '../book/address-books.ts'
import type { Config } from '../config/config.ts'
import { files } from '../files/files.ts'
import { graph as graphAt } from '../graph/graph.ts'
import type { Report } from '../log.ts'
import type { Outbound } from '../outbound/outbound.ts'
import { keptPhotos } from '../photos/kept-photos.ts'
import { photos as photosAt } from '../photos/photos.ts'
import type { Store } from '../store/store.ts'
import type { Seams } from './seams.ts'

type Parts = { outbound: Outbound; store: Store; report: Report }

/** The access to Graph and OneDrive, and the copies of their data. */
export function mailboxes(
  { contacts, channel }: Config,
  { outbound, store, report }: Parts,
  { now, room }: Pick<Seams, 'now' | 'room'>,
) {
  const graph = graphAt({ outbound })
  const { keepMs } = contacts
  const photos = photosAt({ graph, kept: keepMs > 0 ? keptPhotos(store, keepMs) : undefined })
  return {
    graph,
    addressBooks: addressBooks({
      graph,
      store,
      ...contacts,
      ...report.books,
      onNamed: ({ key, mailbox }, ids) => photos.changed(key, mailbox, ids),
      now,
      room,
    }),
    photos,
    files: files({ outbound, hosts: channel.fileHosts, loopback: channel.loopback }),
  }
}
