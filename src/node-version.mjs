// Plain JavaScript with no imports, loaded before any entry: an older Node can read this file, but not the others.
const WANTED = 24

if (Number.parseInt(process.versions.node, 10) < WANTED) {
  process.stderr.write(
    `This program needs Node.js ${WANTED} or later; this is ${process.versions.node}.\n` +
      `"npm ci" (without --ignore-scripts) brings Node.js ${WANTED} for the npm scripts; or install it from https://nodejs.org\n`,
  )
  process.exit(2)
}

// Keeps compiled code from one start to the next, so that a start takes a third less time. If the code cannot be kept, nothing is
// lost.
process
  .getBuiltinModule('node:module')
  .enableCompileCache(
    process.getBuiltinModule('node:url').fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url)),
  )
