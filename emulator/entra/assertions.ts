import { createHash, X509Certificate } from 'node:crypto'
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, errors, type JSONWebKeySet, jwtVerify } from 'jose'
import { ASSERTIONS, type EntraError } from './errors.ts'

/** What an app can authenticate with, besides a secret. */
export type AssertionCredentials = {
  /** In PEM. The app signs assertions with their keys. */
  certificates?: readonly string[]
  /** The issuers whose tokens the app may use as assertions. */
  federated?: readonly FederatedCredential[]
}

/** `keys` are the issuer's public keys. The real Entra fetches them. */
export type FederatedCredential = { issuer: string; subject: string; keys: JSONWebKeySet }

// https://learn.microsoft.com/entra/workload-id/workload-identity-federation
const FEDERATED_AUDIENCE = 'api://AzureADTokenExchange'
const CLOCK_SKEW_S = 300
/** Entra's documentation asks for assertions that live no longer. Entra does not enforce it and accepts an assertion more than
 *  once; the emulator is stricter in both. */
const MAX_S = 600

/** Checks client assertions. https://learn.microsoft.com/entra/identity-platform/certificate-credentials */
export function assertions() {
  const used = new Set<string>()

  async function checkOwn(appId: string, certificate: X509Certificate, assertion: string, endpoint: string) {
    const { payload } = await jwtVerify(assertion, certificate.publicKey, {
      algorithms: ['PS256'],
      typ: 'JWT',
      issuer: appId,
      subject: appId,
      audience: endpoint,
      clockTolerance: CLOCK_SKEW_S,
      requiredClaims: ['exp', 'nbf', 'jti'],
    })
    if (Number(payload.exp) - Number(payload.nbf) > MAX_S) throw new errors.JWTExpired('too long', payload, 'exp')
    const id = `${appId} ${payload.jti}`
    if (used.has(id)) throw new errors.JWTClaimValidationFailed('used before', payload, 'jti')
    used.add(id)
  }

  return {
    /** The error for an app's assertion at this token endpoint. Undefined if it is valid. */
    async refusal(
      { id, certificates = [], federated = [] }: AssertionCredentials & { id: string },
      assertion: string,
      endpoint: string,
    ): Promise<EntraError | undefined> {
      try {
        const { issuer, thumbprint } = told(assertion)
        const trusted = federated.find((one) => one.issuer === issuer)
        const certificate = certificates.map((pem) => new X509Certificate(pem)).find((one) => isNamed(one, thumbprint))
        if (trusted) await checkFederated(trusted, assertion)
        else if (certificate) await checkOwn(id, certificate, assertion, endpoint)
        else return federated.length > 0 ? ASSERTIONS.notFederated : ASSERTIONS.refused
        return undefined
      } catch (error) {
        return reasonOf(error)
      }
    },
  }
}

async function checkFederated({ issuer, subject, keys }: FederatedCredential, assertion: string): Promise<void> {
  await jwtVerify(assertion, createLocalJWKSet(keys), {
    issuer,
    subject,
    audience: FEDERATED_AUDIENCE,
    clockTolerance: CLOCK_SKEW_S,
    requiredClaims: ['exp'],
  })
}

function told(assertion: string): { issuer: string | undefined; thumbprint: unknown } {
  return { issuer: decodeJwt(assertion).iss, thumbprint: decodeProtectedHeader(assertion)['x5t#S256'] }
}

function isNamed({ raw }: X509Certificate, thumbprint: unknown): boolean {
  return createHash('sha256').update(raw).digest('base64url') === thumbprint
}

function reasonOf(error: unknown): EntraError {
  const claim =
    error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired ? error.claim : undefined
  if (claim === 'exp' || claim === 'nbf') return ASSERTIONS.outOfTime
  return claim === 'aud' ? ASSERTIONS.otherAudience : ASSERTIONS.refused
}
