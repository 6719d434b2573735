import { createHash } from 'node:crypto'
import { type Activity, ConfigurationBotFrameworkAuthentication } from 'botbuilder'
import {
  type AuthenticateRequestResult,
  AuthenticationError,
  BotFrameworkAuthentication,
  type ClaimsIdentity,
  type ConnectorFactory,
  PasswordServiceClientCredentialFactory,
  type UserTokenClient,
} from 'botframework-connector'
import type { Outbound } from '../outbound.ts'
import { botToken } from './bot-token.ts'
import { connector } from './connector.ts'

export type Registration = { appId: string; password: string; tenantId: string | undefined; type: string }

export type Channel = {
  openIdMetadataUrl: string
  tokenIssuer: string
  loginUrl: string
  oauthScope: string
}

/** The token is not the channel's, or not for this activity: 401, and nothing else is said. */
export class UnauthorizedError extends Error {
  override readonly name = 'UnauthorizedError'
}

/** Verified tokens remembered, so that a busy chat does not pay for RSA each turn. */
const MAX_REMEMBERED = 1_000
const REMEMBER_MS = 10 * 60_000

/** The SDK's seam for everything about identities: who an activity is from by the SDK's own checks, and answers by our own
 *  connector. Without a registration the SDK checks nobody, and neither is anybody vouched for. */
export class ChannelAuthentication extends BotFrameworkAuthentication {
  readonly #registration: Registration | undefined
  readonly #channel: Channel
  readonly #sdk: ConfigurationBotFrameworkAuthentication
  readonly #connectors: ConnectorFactory
  readonly #verified = new Map<string, { result: Promise<AuthenticateRequestResult>; until: number }>()

  constructor(registration: Registration | undefined, channel: Channel, outbound: Outbound) {
    super()
    this.#registration = registration
    this.#channel = channel
    this.#sdk = new ConfigurationBotFrameworkAuthentication(
      {
        MicrosoftAppId: registration?.appId ?? '',
        ToBotFromChannelOpenIdMetadataUrl: channel.openIdMetadataUrl,
        ToBotFromChannelTokenIssuer: channel.tokenIssuer,
        ToChannelFromBotLoginUrl: channel.loginUrl,
        ToChannelFromBotOAuthScope: channel.oauthScope,
      },
      new PasswordServiceClientCredentialFactory(registration?.appId ?? '', registration?.password ?? ''),
    )
    const token = registration && botToken(registration, channel, outbound)
    this.#connectors = { create: async (serviceUrl) => connector(serviceUrl, token, outbound) }
  }

  /** Whether this authentication proves anything. */
  get checks(): boolean {
    return this.#registration !== undefined
  }

  /** @throws {UnauthorizedError} for a bad token; anything else means that the channel's keys could not be had. */
  override async authenticateRequest(activity: Activity, authHeader: string): Promise<AuthenticateRequestResult> {
    const result = await this.#authenticate(activity, authHeader)
    return { ...result, connectorFactory: this.#connectors }
  }

  async #authenticate(activity: Activity, authHeader: string): Promise<AuthenticateRequestResult> {
    if (!this.#registration) return this.#sdk.authenticateRequest(activity, authHeader)
    const expiresAt = this.#precheck(authHeader, this.#registration.appId)
    // What was checked together is remembered together: this token, for this address and this channel.
    const name = createHash('sha256')
      .update(`${authHeader}\n${activity.serviceUrl}\n${activity.channelId}`)
      .digest('base64')
    const known = this.#verified.get(name)
    if (known && Date.now() < known.until) return known.result
    const result = this.#sdk.authenticateRequest(activity, authHeader).catch((error: unknown) => {
      this.#verified.delete(name)
      throw isRefusal(error) ? new UnauthorizedError('The token was refused', { cause: error }) : error
    })
    if (this.#verified.size >= MAX_REMEMBERED) this.#verified.clear()
    this.#verified.set(name, { result, until: Math.min(expiresAt, Date.now() + REMEMBER_MS) })
    return result
  }

  /** What the SDK would answer by a 500, by another path (emulator, skills) or not at all, seen in the unverified token.
   *  @returns when it ends, in epoch milliseconds. */
  #precheck(authHeader: string, appId: string): number {
    const [scheme, token, ...rest] = authHeader.split(' ')
    const [head, body, signature] = (token ?? '').split('.')
    const header = decode(head)
    const claims = decode(body)
    const now = Date.now() / 1000
    const right =
      scheme === 'Bearer' &&
      rest.length === 0 &&
      signature !== undefined &&
      header['alg'] === 'RS256' &&
      typeof header['kid'] === 'string' &&
      claims['iss'] === this.#channel.tokenIssuer &&
      claims['aud'] === appId &&
      typeof claims['exp'] === 'number' &&
      claims['exp'] > now - CLOCK_SKEW_SECONDS &&
      (claims['nbf'] === undefined || (typeof claims['nbf'] === 'number' && claims['nbf'] < now + CLOCK_SKEW_SECONDS))
    if (!right) throw new UnauthorizedError('Not a token of the channel')
    return Number(claims['exp']) * 1000
  }

  override authenticateStreamingRequest(): Promise<AuthenticateRequestResult> {
    return Promise.reject(new UnauthorizedError('No streaming here'))
  }

  override createConnectorFactory(): ConnectorFactory {
    return this.#connectors
  }

  /** The Bot Framework's Token Service is not used: this bot keeps its own tokens. */
  override createUserTokenClient(_claimsIdentity: ClaimsIdentity): Promise<UserTokenClient> {
    return Promise.resolve(undefined as unknown as UserTokenClient)
  }
}

const CLOCK_SKEW_SECONDS = 300

function isRefusal(error: unknown): boolean {
  if (error instanceof AuthenticationError) return true
  return error instanceof Error && ['JsonWebTokenError', 'TokenExpiredError', 'NotBeforeError'].includes(error.name)
}

function decode(part: string | undefined): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(part ?? '', 'base64url').toString())
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
