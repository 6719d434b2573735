import { afterEach, beforeEach, expect, test } from 'vitest'
import { removed } from '../../src/commands/editing/confirm-delete.ts'
import type { Exchange } from '../../src/commands/exchange.ts'
import type { Mailbox } from '../../src/commands/mailbox.ts'
import type { Services } from '../../src/commands/services.ts'
import { editing } from '../../src/editing/drafts.ts'
import { GraphError } from '../../src/graph/graph.ts'
import { StoreError } from '../../src/store/store.ts'
import { realStore, tapped } from '../store/stores.ts'

let real: ReturnType<typeof realStore>
beforeEach(() => {
  real = realStore('sqlite')
})
afterEach(() => real.close())

const user = { channelId: 'msteams', tenantId: 't', id: 'megan', conversationId: 'c', name: 'Megan', vouched: true }

test.for(['by us', 'by somebody else'])(
  'a contact that was deleted %s is removed from the copy, even if the store fails at that moment',
  async (whom) => {
    let isGone = false
    const store = tapped(real.store, {
      before: () => {
        if (isGone) throw new StoreError('unreachable', 'down')
      },
    })
    const gone: string[] = []
    const graph = {
      async whole() {
        if (!isGone) return { id: 'nora', etag: 'e', properties: { displayName: 'Nora' } }
        throw new GraphError('not_found')
      },
      async remove() {
        isGone = true
        if (whom === 'by somebody else') throw new GraphError('conflict')
      },
    }
    const mailbox = { owner: { mailbox: 'm' }, isPersonal: true, deleted: (id: string) => gone.push(id) }
    const deletion = removed(
      'nora',
      mailbox as unknown as Mailbox,
      { user } as unknown as Exchange,
      { graph, editing: editing(store) } as unknown as Services,
      { earlier: undefined, onKept: async () => undefined },
    )
    await expect(deletion).rejects.toThrow(StoreError)
    expect(gone).toEqual(['nora'])
  },
)
