// `npm run keys`: a new key on stdout, and nothing else there; what to do with it on stderr.
import '../node-version.mjs'
import { newKey } from '../store/keys.ts'

process.stdout.write(`${newKey()}\n`)
process.stderr.write(`
A new key. The first bot of all takes it as it is: ENCRYPTION_KEYS=NEW
Where a bot runs already, roll it out in two deployments, so that nobody has to sign in again:
  1. ENCRYPTION_KEYS=OLD,NEW   Wait until every instance runs with it: then each of them opens both.
  2. ENCRYPTION_KEYS=NEW,OLD   From now on NEW seals.
OLD may go 90 days after the second one, when the last record under it has run out; or at once after "npm run reseal".
`)
