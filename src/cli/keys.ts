// `npm run keys`: prints a new key on stdout, and how to use it on stderr, so that the key can be sent to a file or a secret store.
import '../node-version.mjs'
import { newKey } from '../store/encryption-keys.ts'
import { takesNoArguments } from './no-arguments.ts'

const HELP = `Makes a new key, and says how to use it.
  npm run -s keys   the key on stdout, the rest on stderr`

takesNoArguments(HELP)
process.stdout.write(`${newKey()}\n`)
process.stderr.write(`
This is a new key (NEW). For the first deployment, set ENCRYPTION_KEYS=NEW.
If a bot already runs with another key (OLD), take two deployments, so that nobody has to sign in again:
  1. ENCRYPTION_KEYS=OLD,NEW   Wait until every instance runs with this setting: each can then open records under both keys.
  2. ENCRYPTION_KEYS=NEW,OLD   From now on records are sealed under NEW.
Remove OLD 90 days after the second deployment, when the last record under it has expired, or right after "npm run reseal".
`)
