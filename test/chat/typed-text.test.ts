import { describe, expect, it } from 'vitest'
import { typedText } from '../../src/chat/typed-text.ts'

describe('the typed text', () => {
  it.each([
    ['find contact Alice', 'find contact Alice'],
    ['<at>Contacts</at> find Alice', 'find Alice'],
    [' <at id="0">Contacts</at>\u00A0<AT>Contacts</AT> status', 'status'],
    ['<at>Contacts</at>', ''],
    ['find contact <at>Alice Smith</at>', 'find contact Alice Smith'],
    ['<p>find <b>contact</b>&nbsp;Alice</p>', 'find contact Alice'],
    ['<div><span style="color:red">123 456</span></div>', '123 456'],
    ['find AT&amp;T', 'find AT&T'],
    ['find O&#39;Brien &lt;x&gt; &quot;y&quot;', 'find O\'Brien <x> "y"'],
    ['find &amp;lt;', 'find &lt;'],
    ['find a < b', 'find a < b'],
    ['find 3 <3', 'find 3 <3'],
  ])('of %j is %j', (text, typed) => {
    expect(typedText({ text }).replace(/\s+/g, ' ').trim()).toBe(typed)
  })

  it.each<unknown>([undefined, null, 7, {}, [], true])('is empty where the text is %j', (text) => {
    expect(typedText({ text })).toBe('')
  })

  it.each(['<at', '<at>', '<a', '</', '<at>x</at>', ' ', '&amp;', '<'])(
    'is found quickly, however often %j is repeated',
    (part) => {
      const begun = performance.now()
      typedText({ text: part.repeat(Math.ceil(250_000 / part.length)) })
      expect(performance.now() - begun).toBeLessThan(1_000)
    },
  )
})
