// `npm run build`: writes the program that `node dist/main.js` runs, with no other file of this project.
import { bundle } from './bundle.ts'

const FOLDER = 'dist'

const started = performance.now()
const bytes = await bundle(FOLDER)
const seconds = ((performance.now() - started) / 1000).toFixed(1)
console.log(
  `Wrote ${FOLDER}/main.js, ${FOLDER}/bot and ${FOLDER}/cli (${(bytes / 1e6).toFixed(1)} MB) in ${seconds} s. Start it: npm start`,
)
