import { existsSync, globSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { expect, test } from 'vitest'

const code = globSync(['*.ts', '{src,emulator,bench,build,manifest,test}/**/*.{ts,mjs,json}'], {
  exclude: ['**/node_modules'],
})
const pages = globSync(['*.md', 'docs/*.md', 'src/**/*.md', 'test/*.md']).filter((path) => path !== 'CHANGELOG.md')

/** Files that a build makes, and files that the recipe for a language makes. */
const IS_MADE = /^(?:dist\/|(?:text\/)?nl(?:\.ts$|\/))/

/** The files that a name such as `channel/receive.ts` or `query/` may mean: pages leave out the beginning of a path. */
const meantBy = (name: string) =>
  code.filter((path) => (name.endsWith('/') ? `/${path}`.includes(`/${name}`) : `/${path}`.endsWith(`/${name}`)))

const NAME = /`(\w[\w./-]*(?:\.(?:ts|mjs)|\/))`/g
/** `in.ts`: `THIS`, `THAT`, and the same the other way round. */
const THINGS_IN = /`(\w[\w./-]*\.ts)`: (`\w+`(?:(?:,| and) `\w+`)*)|(`\w+`(?:(?:,| and) `\w+`)*) in `(\w[\w./-]*\.ts)`/g

test.each(pages)('every file of code that %s names exists', (page) => {
  const names = [...readFileSync(page, 'utf8').matchAll(NAME)].map(([, name = '']) => name)
  expect(names.filter((name) => !IS_MADE.test(name) && meantBy(name).length === 0)).toEqual([])
})

test.each(pages)('the constants and functions that %s names are in their files', (page) => {
  const found = [...readFileSync(page, 'utf8').matchAll(THINGS_IN)].flatMap(([, file, things, those, where]) =>
    [...(things ?? those ?? '').matchAll(/\w+/g)].map(([thing]) => ({ thing, file: file ?? where ?? '' })),
  )
  const isThere = (thing: string, path: string) => new RegExp(`\\b${thing}\\b`).test(readFileSync(path, 'utf8'))
  expect(
    found.filter(({ thing, file }) => !IS_MADE.test(file) && !meantBy(file).some((path) => isThere(thing, path))),
  ).toEqual([])
})

test.each(pages)('every page that %s links to exists', (page) => {
  const targets = [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, to = '']) => to)
  expect(targets.filter((to) => !existsSync(posix.join(posix.dirname(page), to)))).toEqual([])
})
