import { execFileSync } from 'node:child_process'
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A certificate and its key: their files and texts. */
export type Pair = { certificateFile: string; keyFile: string; certificate: string; key: string }

/** Makes self-signed certificates in files that are deleted after the test. */
export type Certificates = {
  folder: string
  /** Valid for `days` from now. -1: it has expired. */
  make(days?: number, key?: KeyObject): Pair
  remove(): void
}

export const rsaKey = (bits = 2_048) => generateKeyPairSync('rsa', { modulusLength: bits }).privateKey
export const ecKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey

export function certificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'certificates-'))
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' })
  let made = 0
  return {
    folder,
    make(days = 365, own = rsaKey()) {
      made += 1
      const file = (end: string) => join(folder, `${made}.${end}`)
      const key = own.export({ type: 'pkcs8', format: 'pem' })
      writeFileSync(file('key'), key, { mode: 0o600 })
      openssl('req', '-new', '-key', file('key'), '-subj', '/CN=Outlook contacts bot', '-out', file('csr'))
      const signed = ['-in', file('csr'), '-signkey', file('key'), '-days', String(days)]
      const certificate = openssl('x509', '-req', ...signed)
      writeFileSync(file('pem'), certificate)
      return { certificateFile: file('pem'), keyFile: file('key'), certificate, key: String(key) }
    },
    remove: () => rmSync(folder, { recursive: true }),
  }
}
