// `npm run endings` prints every ending that the tests play, and the sentence it ends with.
import { endings } from './table.ts'

process.stdout.write(endings.map(({ name, says }) => `${name}\n    ${says}\n`).join(''))
