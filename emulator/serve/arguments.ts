import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

export const USAGE = `npm run emulator -- [--port N] [--public-url URL] [--certificate FILE] [--untidy]

  --port N            where it listens on this machine; default 3979, 0 for any free port
  --public-url URL    the bot's PUBLIC_URL, an origin such as https://bot.contoso.example; messages are posted to
                      URL/api/messages. Default http://localhost:3978. Where URL has a certificate of a private CA,
                      NODE_EXTRA_CA_CERTS names that CA's
  --certificate FILE  a certificate in PEM: the bot proves itself with it (OAUTH_CLIENT_CERTIFICATE) and has no secret
  --untidy            it is as untidy as the real Microsoft, in every way that docs/untidy.md lists
  --help              this text`

/** The options from the command line. `certificate`: a file, and the PEM text in it. */
export type ServeOptions = {
  port: number
  publicUrl: string
  certificate: { file: string; pem: string } | undefined
  untidy: boolean
}

/** The problems with the command line, one sentence for each. */
export class ArgumentsError extends Error {
  override readonly name = 'ArgumentsError'
}

/** @returns 'help' if help is asked for. @throws {ArgumentsError} with every problem at once */
export function readArguments(args: readonly string[]): ServeOptions | 'help' {
  const values = parsed(args)
  if (values.help) return 'help'
  const problems: string[] = []
  const checked = <T>(read: () => T): T | undefined => {
    try {
      return read()
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error))
      return undefined
    }
  }
  const port = checked(() => portFrom(values.port))
  const publicUrl = checked(() => originFrom(values['public-url']))
  const certificate = checked(() => certificateFrom(values.certificate))
  if (port === undefined || publicUrl === undefined || problems.length > 0)
    throw new ArgumentsError(problems.join('\n'))
  return { port, publicUrl, certificate, untidy: values.untidy }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: '3979' },
        'public-url': { type: 'string', default: 'http://localhost:3978' },
        certificate: { type: 'string' },
        untidy: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    }).values
  } catch (error) {
    throw new ArgumentsError(error instanceof Error ? error.message : String(error))
  }
}

function portFrom(text: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw new Error('--port must be a whole number from 0 to 65535')
}

/** https, or http on this machine: the bot takes no other PUBLIC_URL. */
function originFrom(text: string): string {
  const url = URL.parse(text)
  const isLocal = url && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocal)
  if (url && isSafe && url.pathname === '/' && !url.search && !url.hash && !url.username) return url.origin
  throw new Error(
    '--public-url must be an https origin such as https://bot.contoso.example, without a path (http only for localhost)',
  )
}

function certificateFrom(file: string | undefined): ServeOptions['certificate'] {
  if (file === undefined) return undefined
  const pem = contentOf(file)
  if (isCertificate(pem)) return { file: resolve(file), pem }
  throw new Error('--certificate names a file that does not hold a certificate in PEM')
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0
  } catch {
    return false
  }
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new Error(`--certificate names a file that cannot be read (${(error as NodeJS.ErrnoException).code})`, {
      cause: error,
    })
  }
}
