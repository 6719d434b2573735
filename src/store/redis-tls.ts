import { isIP } from 'node:net'
import { checkServerIdentity, type ConnectionOptions } from 'node:tls'

/** TLS to `host`, trusting what Node trusts (NODE_EXTRA_CA_CERTS adds to it). The certificate is to be for `host` or for one
 *  of `names`: a cluster may announce its nodes by addresses that no certificate names. */
export function tlsTo(host: string, names: string[] = []): ConnectionOptions {
  return {
    ...(isIP(host) === 0 && { servername: host }),
    rejectUnauthorized: true,
    checkServerIdentity: (_, certificate) => {
      const wrong = checkServerIdentity(host, certificate)
      return names.some((name) => !checkServerIdentity(name, certificate)) ? undefined : wrong
    },
  }
}
