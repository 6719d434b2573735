// `npm run endings` prints every ending that the tests play, and the sentence it ends with.
import { en } from '../../src/text/en.ts'
import { endings } from './table.ts'

process.stdout.write(
  endings(en)
    .map(({ name, says }) => `${name}\n    ${says}\n`)
    .join(''),
)
