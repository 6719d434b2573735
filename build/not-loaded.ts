import type { Plugin } from 'esbuild'

/** Packages and files that a library loads at once, for parts of it that this bot has no use for. They are not in the bundle.
 *
 *  botframework-connector: its own checks of tokens, in place of which stands `src/channel/channel-token.ts`. restify: its plugins,
 *  and the logger that it would make if it is given none. */
export const UNUSED: Record<string, string[]> = {
  'botframework-connector': ['./jwtTokenValidation', './skillValidation'],
  restify: ['./plugins', 'pino'],
}

/** Puts an empty module in the place of each of them. Extending its classes and calling it while the libraries load does
 *  nothing; whoever calls it later gets an error that names it. */
export function notLoaded(unused: Record<string, string[]>): Plugin {
  return {
    name: 'not-loaded',
    setup(build) {
      build.onResolve({ filter: /^[^/]/ }, ({ path, importer }) => {
        const isUnused = Object.entries(unused).some(
          ([by, names]) => importer.includes(`/node_modules/${by}/`) && names.includes(path),
        )
        return isUnused ? { path, namespace: 'not-loaded' } : undefined
      })
      build.onLoad({ filter: /.*/, namespace: 'not-loaded' }, ({ path }) => ({ contents: standIn(path) }))
    },
  }
}

function standIn(name: string): string {
  return `let loading = true
setImmediate(() => { loading = false })
const standIn = new Proxy(function () {}, {
  get: (it, key) => key === 'prototype' ? it.prototype : typeof key === 'symbol' ? undefined : standIn,
  apply: () => used(standIn),
  construct: () => used({}),
})
function used(result) {
  if (loading) return result
  throw new Error(${JSON.stringify(`${name} is not part of this build: see build/not-loaded.ts`)})
}
module.exports = standIn
`
}
