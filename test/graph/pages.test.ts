import { expect, test } from 'vitest'
import type { Access, Get } from '../../src/graph/client.ts'
import { page } from '../../src/graph/pages.ts'
import { cpuMs, watched } from '../timing.ts'

const ITEM_MS = 5

/** Computes for some milliseconds, as an item with very long notes does. */
function compute(): boolean {
  for (let ms = 0; ms < ITEM_MS;) ms += cpuMs(() => 'x'.repeat(10_000).normalize('NFD'))
  return true
}

test('a page whose items take long to read does not delay others', async () => {
  const get = (async (_access, _url, read) => read({ value: Array.from({ length: 40 }, () => ({})) })) as Get
  const { made, heldMs } = await watched(() => page(get, {} as Access, 'https://graph.example/contacts', compute))
  expect(made.items).toHaveLength(40)
  expect(heldMs).toBeLessThan(10 * ITEM_MS)
})
