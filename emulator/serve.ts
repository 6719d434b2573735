// `npm run emulator`: starts only the demo's Microsoft 365, for a bot that is started and configured as in production.
import { type Emulator, startEmulator } from './emulator.ts'
import { ArgumentsError, readArguments, type ServeOptions, USAGE } from './serve/arguments.ts'
import { EVERYTHING } from './untidy.ts'

const EXIT_ARGUMENTS = 2

process.exitCode = await main()

async function main(): Promise<number> {
  try {
    const options = readArguments(process.argv.slice(2))
    if (options === 'help') {
      print(USAGE)
      return 0
    }
    return await serve(options)
  } catch (error) {
    if (!(error instanceof ArgumentsError)) throw error
    process.stderr.write(`${error.message}\n\n${USAGE}\n`)
    return EXIT_ARGUMENTS
  }
}

/** Serves until it is told to stop. @returns the exit status */
async function serve(options: ServeOptions): Promise<number> {
  const { port, publicUrl, certificate, untidy } = options
  const emulator = await startEmulator({
    port,
    botUrl: `${publicUrl}/api/messages`,
    untidy: untidy ? EVERYTHING : [],
    welcomes: true,
    // These are the same after each start, so that the bot's settings stay valid. Anybody who reaches this machine's loopback may
    // know them.
    secrets: { bot: 'secret-of-the-emulated-bot', contacts: 'secret-of-the-emulated-contacts-app' },
    certificate: certificate?.pem,
  }).catch(whyNot(port))
  const stopped = Promise.withResolvers<void>()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.resolve())
  printSettings(emulator, options)
  await stopped.promise
  await emulator.close()
  return 0
}

/** Prints the bot's environment variables as lines of an `.env` file. */
function printSettings(emulator: Emulator, { publicUrl, certificate }: ServeOptions): void {
  const settings = { PUBLIC_URL: publicUrl, ...portOf(publicUrl), ...emulator.settings(publicUrl) }
  print(`# An emulator of Microsoft 365 at ${emulator.origin}. A bot uses it with these settings:`)
  for (const [name, value] of Object.entries(settings)) print(`${name}=${value}`)
  if (certificate) {
    print(`OAUTH_CLIENT_CERTIFICATE=${certificate.file}`)
    print('# OAUTH_CLIENT_KEY names the file with the private key of this certificate.')
  }
  print('# Your own: ENCRYPTION_KEYS (`npm run -s keys` makes one), and REDIS_URL or DATA_FILE.')
  print(`# People: ${emulator.people.map(({ username }) => username).join(', ')}`)
  print(`# Chat with the bot at ${emulator.origin}/chat     (Ctrl+C stops the emulator)`)
}

/** The port of a bot that browsers reach without a proxy. */
function portOf(publicUrl: string): { PORT?: string } {
  const { protocol, port } = new URL(publicUrl)
  return protocol === 'http:' && port !== '' ? { PORT: port } : {}
}

function whyNot(port: number) {
  return function refuse(error: unknown): never {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'EADDRINUSE') throw new ArgumentsError(`--port ${port} is in use: name another one`)
    if (code === 'EACCES') throw new ArgumentsError(`--port ${port} may not be used by this account: name another one`)
    throw error
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
