import { buildSync } from 'esbuild'
import { basename, dirname, join } from 'node:path'

/** A copy of a program without types, as it would run in production. Removing the types at each start would cost 15 MB and a
 *  tenth of a second. Packages are not bundled. @param file TypeScript or JavaScript @returns the copy, in a folder beside it */
export function built(file: string): string {
  const name = basename(file).replace(/\.\w+$/, '.mjs')
  const outfile = join(dirname(file), '.built', name)
  buildSync({
    entryPoints: [file],
    outfile,
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node24',
  })
  return outfile
}
