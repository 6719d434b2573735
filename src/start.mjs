// `npm start`: runs the build if there is one (`npm run build`), otherwise the sources.
import './node-version.mjs'
import { existsSync, readdirSync, statSync } from 'node:fs'

const built = new URL('../dist/main.js', import.meta.url)
const sources = new URL('.', import.meta.url)

if (!existsSync(built)) await import('./main.ts')
else {
  const builtAt = statSync(built).mtimeMs
  const isOlder = readdirSync(sources, { recursive: true }).some(
    (name) => statSync(new URL(name, sources)).mtimeMs > builtAt,
  )
  if (isOlder)
    process.stderr.write('dist/ is older than src/. It is started all the same: build it again with "npm run build".\n')
  await import(built.href)
}
