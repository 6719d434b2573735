import { decodeJwt, errors, importJWK, type JWK, type JWTPayload, jwtVerify } from 'jose'
import { isObject, parseJson } from '../json.ts'
import type { Outbound } from '../outbound.ts'

/** What a token of the channel proves. */
export type ChannelToken = {
  claims: JWTPayload
  /** The channels that the key may speak for. */
  endorsements: string[]
  /** Epoch milliseconds. */
  expiresAt: number
}

/** The token is not the channel's, or not for this activity: 401, and nothing else is said. */
export class UnauthorizedError extends Error {
  override readonly name = 'UnauthorizedError'
}

/** The channel's keys could not be had. `status` is what was answered, undefined where it was not JSON or no keys. */
export class ChannelKeysError extends Error {
  override readonly name = 'ChannelKeysError'
  readonly status: number | undefined
  constructor(status?: number, options?: ErrorOptions) {
    super('The keys of the channel could not be had', options)
    this.status = status
  }
}

type Options = { metadataUrl: string; issuer: string; appId: string; outbound: Outbound; now?: () => number }

const CLOCK_SKEW_SECONDS = 300

/** Checks tokens by the channel's rules. The SDK's own check knows no time-out, reads the keys once for every activity that
 *  waits, takes a new key after an hour only, and lets a token without `exp` or a key without endorsements through.
 *  https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
 *  @returns a function that @throws {UnauthorizedError} for a bad token, and anything else where the keys cannot be had. */
export function channelTokens({ metadataUrl, issuer, appId, outbound, now = Date.now }: Options) {
  const keyOf = channelKeys(metadataUrl, outbound, now)

  return async function verify(token: string): Promise<ChannelToken> {
    try {
      // Seen in the unverified token, so that one that is not even meant for us makes no request.
      const { iss, aud } = decodeJwt(token)
      if (!token.split('.').every(isCanonical)) throw new UnauthorizedError('Not as it was issued')
      if (iss !== issuer || aud !== appId) throw new UnauthorizedError('Not a token of the channel')
      let endorsements: string[] = []
      const keyFor = async ({ kid }: { kid?: string }) => {
        const key = kid === undefined ? undefined : await keyOf(kid)
        if (!key) throw new UnauthorizedError('No such key')
        endorsements = key.endorsements
        return key.key
      }
      const { payload } = await jwtVerify(token, keyFor, {
        algorithms: ['RS256'],
        issuer,
        audience: appId,
        requiredClaims: ['exp', 'serviceurl'],
        clockTolerance: CLOCK_SKEW_SECONDS,
        currentDate: new Date(now()),
      })
      return { claims: payload, endorsements, expiresAt: (payload.exp ?? 0) * 1000 }
    } catch (error) {
      if (error instanceof errors.JOSEError) throw new UnauthorizedError('The token was refused', { cause: error })
      throw error
    }
  }
}

/** The last character of base64url can have bits that mean nothing: a token changed there would still verify. */
function isCanonical(part: string): boolean {
  return Buffer.from(part, 'base64url').toString('base64url') === part
}

type Key = { key: Awaited<ReturnType<typeof importJWK>>; endorsements: string[] }

/** Both requests for the keys together; a turn has 9 s. */
const READ_MS = 4_000
/** As the channel's documentation asks. */
const FRESH_MS = 24 * 3_600_000
/** So soon after a reading an unknown key id is a bad one. */
const UNKNOWN_MS = 5 * 60_000
const RETRY_MS = 2_000

/** The channel's keys by their ids, read when first needed: once, however many wait. Where a new reading fails, keys that are
 *  known go on. @returns a function that says undefined for a key that does not exist, and @throws where nobody can tell. */
function channelKeys(metadataUrl: string, outbound: Outbound, now: () => number) {
  let keys = new Map<string, Key>()
  let readAt = -Infinity
  let failed: { at: number; error: unknown } | undefined
  let reading: Promise<void> | undefined

  async function read(): Promise<void> {
    try {
      keys = await readKeys(metadataUrl, outbound)
      readAt = now()
      failed = undefined
    } catch (error) {
      failed = { at: now(), error }
      throw error
    } finally {
      reading = undefined
    }
  }

  return async function keyOf(kid: string): Promise<Key | undefined> {
    const known = keys.get(kid)
    if (now() - readAt < (known ? FRESH_MS : UNKNOWN_MS)) return known
    try {
      if (failed && now() - failed.at < RETRY_MS) throw failed.error
      reading ??= read()
      await reading
    } catch (error) {
      if (!known) throw error
    }
    return keys.get(kid)
  }
}

async function readKeys(metadataUrl: string, outbound: Outbound): Promise<Map<string, Key>> {
  const signal = AbortSignal.timeout(READ_MS)
  const { jwks_uri: address } = await readJson(metadataUrl, signal, outbound)
  if (typeof address !== 'string') throw new ChannelKeysError()
  const { keys } = await readJson(address, signal, outbound)
  if (!Array.isArray(keys)) throw new ChannelKeysError()
  const found = await Promise.all(keys.map(imported))
  return new Map(found.filter((entry) => entry !== undefined))
}

async function readJson(url: string, signal: AbortSignal, outbound: Outbound): Promise<Record<string, unknown>> {
  const { status, body } = await outbound.request({ base: url, url, signal, retry: 'never' })
  if (status !== 200) throw new ChannelKeysError(status)
  const answer = parseJson(body)
  if (!isObject(answer)) throw new ChannelKeysError(status)
  return answer
}

/** One published key; undefined where it is broken, or of a kind that is not used here. */
async function imported(jwk: JWK & { endorsements?: unknown }): Promise<[string, Key] | undefined> {
  const { kid, kty, n, e, endorsements } = jwk
  if (kid === undefined || kty !== 'RSA' || n === undefined || e === undefined) return undefined
  // One that is broken must not take the others with it.
  const key = await importJWK({ kty, n, e }, 'RS256').catch(() => undefined)
  return key && [kid, { key, endorsements: Array.isArray(endorsements) ? endorsements.map(String) : [] }]
}
