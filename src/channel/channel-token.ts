import { decodeJwt, errors, importJWK, type JWK, type JWTPayload, jwtVerify } from 'jose'
import { isObject, parseJson } from '../json.ts'
import type { Outbound } from '../outbound/outbound.ts'

/** The contents of a verified token of the channel. */
export type ChannelToken = {
  claims: JWTPayload
  /** The channels that the key may speak for; undefined if the key names none. */
  endorsements: string[] | undefined
  /** Epoch milliseconds. */
  expiresAt: number
}

/** The token is not the channel's, or not for this activity. The caller gets 401 and no reason. */
export class UnauthorizedError extends Error {
  override readonly name = 'UnauthorizedError'
}

/** The channel's keys could not be read. `status`: the status of the answer; undefined if the answer contains no keys. */
export class ChannelKeysError extends Error {
  override readonly name = 'ChannelKeysError'
  readonly status: number | undefined
  constructor(status?: number, options?: ErrorOptions) {
    super('The keys of the channel could not be read', options)
    this.status = status
  }
}

type Options = { metadataUrl: string; issuer: string; appId: string; outbound: Outbound; now?: () => number }

const CLOCK_SKEW_SECONDS = 300

/** Checks tokens by the channel's rules. The SDK's own check has no time-out, reads the keys once for every activity that
 *  waits, accepts a new key only after an hour, and accepts a token without `exp` and a key without endorsements.
 *  https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
 *  @returns a function that @throws {UnauthorizedError} for a bad token, and any other error if the keys cannot be read. */
export function channelTokens({ metadataUrl, issuer, appId, outbound, now = Date.now }: Options) {
  const keyOf = channelKeys(metadataUrl, outbound, now)

  return async function verify(token: string): Promise<ChannelToken> {
    try {
      // Compared before the token is verified, so that a token for somebody else does not make us request keys.
      const { iss, aud } = decodeJwt(token)
      if (!token.split('.').every(isCanonical)) throw new UnauthorizedError('The token is not in canonical form')
      if (iss !== issuer || aud !== appId) throw new UnauthorizedError('The issuer or the audience is wrong')
      let endorsements: string[] | undefined
      const keyFor = async ({ kid }: { kid?: string }) => {
        const key = kid === undefined ? undefined : await keyOf(kid)
        if (!key) throw new UnauthorizedError('The key is unknown')
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

/** Whether a part is canonical base64url. The last character can have unused bits: a token that was changed there would still
 *  verify. */
function isCanonical(part: string): boolean {
  return Buffer.from(part, 'base64url').toString('base64url') === part
}

type Key = Pick<ChannelToken, 'endorsements'> & { key: Awaited<ReturnType<typeof importJWK>> }

/** The limit for both requests for the keys together. A turn has 9 s. */
const READ_MS = 4_000
/** Keys are read again after this long, as the channel's documentation asks. */
const FRESH_MS = 24 * 3_600_000
/** If a reading is more recent than this, an unknown key id counts as invalid, and the keys are not read again. */
const UNKNOWN_MS = 5 * 60_000
/** After a failed reading the next one waits this long. */
const RETRY_MS = 2_000

/** The channel's keys by their ids. They are read when first needed, and only once, however many turns wait. If a new reading
 *  fails, known keys stay in use. @returns a function that gives undefined for a key that does not exist, and @throws if the
 *  keys could not be read. */
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

/** The keys that the channel publishes, by their ids. @throws {ChannelKeysError} @throws {OutboundError} */
export async function readKeys(metadataUrl: string, outbound: Outbound): Promise<Map<string, Key>> {
  const signal = AbortSignal.timeout(READ_MS)
  const { jwks_uri: address } = await readJson(metadataUrl, signal, outbound)
  if (typeof address !== 'string') throw new ChannelKeysError()
  const { keys } = await readJson(address, signal, outbound)
  if (!Array.isArray(keys)) throw new ChannelKeysError()
  const found = await Promise.all(keys.map(imported))
  return new Map(found.filter((entry) => entry !== undefined))
}

async function readJson(url: string, signal: AbortSignal, outbound: Outbound): Promise<Record<string, unknown>> {
  const { status, body } = await outbound.request({ base: url, url, signal, retry: 'never', party: 'channel' })
  if (status !== 200) throw new ChannelKeysError(status)
  const answer = parseJson(body)
  if (!isObject(answer)) throw new ChannelKeysError(status)
  return answer
}

/** One published key with its id; undefined if it is broken, or of a kind that is not used here. */
async function imported(jwk: JWK & { endorsements?: unknown }): Promise<[string, Key] | undefined> {
  const { kid, kty, n, e, endorsements } = jwk
  if (kid === undefined || kty !== 'RSA' || n === undefined || e === undefined) return undefined
  // A broken key must not hide the others.
  const key = await importJWK({ kty, n, e }, 'RS256').catch(() => undefined)
  return key && [kid, { key, endorsements: endorsed(endorsements) }]
}

/** If the endorsements are not a list, we cannot read them, and the key is endorsed for no channel. */
function endorsed(endorsements: unknown): string[] | undefined {
  if (Array.isArray(endorsements)) return endorsements.length > 0 ? endorsements.map(String) : undefined
  return endorsements === undefined || endorsements === null ? undefined : []
}
