import { describe, expect, it } from 'vitest'
import { mistypedIn } from '../../src/commands/parsing/mistyped.ts'
import { en } from '../../src/text/en.ts'

const meant = (text: string, edits = true) => mistypedIn(text, en.commands, edits)

describe('a misspelled command', () => {
  it.each([
    ['delte bob', 'delete bob', 'bob'],
    ['Dleete Bob Baker', 'delete Bob Baker', 'Bob Baker'],
    ['please remvoe bob', 'remove bob', 'bob'],
    ['delate bob', 'delete bob', 'bob'],
    ['edti alice', 'edit alice', 'alice'],
    ['edti alice’s number', 'edit alice’s number', 'alice'],
    ['upadte contact alice', 'update contact alice', 'alice'],
    ['mereg alice', 'merge alice', 'alice'],
    ['delte contact bob', 'delete contact bob', 'bob'],
    ['fidn alice', 'find alice', 'alice'],
    ['ad contact Zed Stone', 'add contact Zed Stone', undefined],
    ['addd contact', 'add contact', undefined],
    ['lsit contacts', 'list contacts', undefined],
    ['exprot contacts', 'export contacts', undefined],
    ['cnacel', 'cancel', undefined],
    ['undoo', 'undo', undefined],
    ['hlep', 'help', undefined],
    ['conect', 'connect', undefined],
    ['disconect', 'disconnect', undefined],
  ])('%j may mean %j, about %j', (text, command, name) => {
    expect(meant(text)).toMatchObject({ meant: command })
    expect(meant(text)?.name).toBe(name)
  })

  it.each([
    'bob',
    'delete bob',
    'dlt bob',
    'delte',
    'Addi Bob',
    'Ad Bob',
    'Ada Lovelace',
    'and bob',
    'Eddi Bob',
    'Ed Bob',
    'Mergen',
    'Lisa contacts',
    'Lint bob',
    'Helen',
    'Cancer research',
    '42 delte',
    'delte?bob',
  ])('%j is none', (text) => {
    expect(meant(text)).toBeUndefined()
  })

  it('is no change if contacts cannot be changed', () => {
    for (const text of ['delte bob', 'edti alice', 'ad contact Zed', 'undoo'])
      expect(meant(text, false)).toBeUndefined()
    expect(meant('lsit contacts', false)?.meant).toBe('list contacts')
  })
})
