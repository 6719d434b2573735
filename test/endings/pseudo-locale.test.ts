import { describe, expect, it } from 'vitest'
import { englishLeft } from './english-left.ts'
import { playAll } from './play-all.ts'
import { inEnglish, pseudo } from './pseudo-locale.ts'

playAll(pseudo, {
  inEnglish,
  check: (scene) => expect(englishLeft(scene.texts(), scene.data())).toEqual([]),
})

describe('English that is left', () => {
  const data = new Set(['Alice', 'Wolkenstein'])

  it.each([
    pseudo.nobody('Alice'),
    pseudo.page.code.both('Alice', 'Alice'),
    `${pseudo.notHere} https://teams.microsoft.com/l/chat`,
    'Alice · Wolken…',
    'AW',
  ])('is none in “%s”', (text) => {
    expect(englishLeft([text], data)).toEqual([])
  })

  it.each([
    ['Nobody matches “Alice”', ['Nobody', 'matches']],
    [`${pseudo.help.title} Try again`, ['Try', 'again']],
    [pseudo.nobody('Alice or somebody'), ['or', 'somebody']],
    [pseudo.page.code.both('Alice', 'Microsoft Teams'), ['Microsoft', 'Teams']],
  ])('is found in “%s”', (text, words) => {
    expect(englishLeft([text], data).toSorted()).toEqual(words.toSorted())
  })
})
