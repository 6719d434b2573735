import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createForOwner } from '../../src/store/owner-only.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'owner-only-'))
  file = join(folder, 'secret')
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('a file made for its owner', () => {
  it('S49 files: a file appears only when it is complete, and is never open to others', () => {
    const made = createForOwner(file, (temporary) => {
      expect(statSync(temporary).mode & 0o777).toBe(0o600)
      writeFileSync(temporary, 'mine')
      expect(() => statSync(file)).toThrow('ENOENT')
    })
    expect(made).toBe(true)
    expect(readFileSync(file, 'utf8')).toBe('mine')
    expect(readdirSync(folder)).toEqual(['secret'])
  })

  it('does not replace a file that another process made meanwhile', () => {
    const made = createForOwner(file, (temporary) => {
      writeFileSync(temporary, 'mine')
      createForOwner(file, (theirs) => writeFileSync(theirs, 'theirs'))
    })
    expect(made).toBe(false)
    expect(readFileSync(file, 'utf8')).toBe('theirs')
    expect(readdirSync(folder)).toEqual(['secret'])
  })

  it('leaves no file behind when it cannot be filled', () => {
    const full = () => {
      throw new Error('disk full')
    }
    expect(() => createForOwner(file, full)).toThrow('disk full')
    expect(readdirSync(folder)).toEqual([])
  })
})
