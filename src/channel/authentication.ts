import { createHash } from 'node:crypto'
import type { Activity } from 'botbuilder'
import {
  type AuthenticateRequestResult,
  AuthenticationConstants,
  BotFrameworkAuthentication,
  ClaimsIdentity,
  type ConnectorFactory,
  type UserTokenClient,
} from 'botframework-connector'
import type { Outbound } from '../outbound.ts'
import { botToken } from './bot-token.ts'
import { type ChannelToken, channelTokens, UnauthorizedError } from './channel-token.ts'
import { connector } from './connector.ts'

export type Registration = { appId: string; password: string | undefined }

export type Channel = {
  openIdMetadataUrl: string
  tokenIssuer: string
  loginUrl: string
  oauthScope: string
}

/** The token is good, but not for the channel that the activity names: 403. */
export class RefusedChannelError extends Error {
  override readonly name = 'RefusedChannelError'
}

/** Verified tokens remembered, so that a busy chat does not pay for RSA each turn. */
const MAX_REMEMBERED = 1_000
const REMEMBER_MS = 10 * 60_000

/** The SDK's seam for everything about identities: who an activity is from, by its token, and answers by our own connector.
 *  The emulator's and skills' issuers have no way in. Without a registration nobody is checked, and nobody vouched for. */
export class ChannelAuthentication extends BotFrameworkAuthentication {
  readonly #verify: ((token: string) => Promise<ChannelToken>) | undefined
  readonly #audience: string
  readonly #connectors: ConnectorFactory
  readonly #verified = new Map<string, { token: ChannelToken; until: number }>()

  constructor(registration: Registration | undefined, channel: Channel, outbound: Outbound) {
    super()
    const { openIdMetadataUrl: metadataUrl, tokenIssuer: issuer, oauthScope } = channel
    this.#verify = registration && channelTokens({ metadataUrl, issuer, appId: registration.appId, outbound })
    this.#audience = oauthScope
    const token = registration && botToken(registration, channel, outbound)
    this.#connectors = { create: async (serviceUrl) => connector(serviceUrl, token, outbound) }
  }

  /** Whether this authentication proves anything. */
  get checks(): boolean {
    return this.#verify !== undefined
  }

  /** @throws {UnauthorizedError} for a bad token. @throws {RefusedChannelError}
   *  Anything else means that the channel's keys could not be had. */
  override async authenticateRequest(activity: Activity, authHeader: string): Promise<AuthenticateRequestResult> {
    const claimsIdentity = await this.#identity(activity, authHeader)
    return { claimsIdentity, audience: this.#audience, connectorFactory: this.#connectors }
  }

  async #identity({ serviceUrl, channelId }: Activity, authHeader: string): Promise<ClaimsIdentity> {
    if (!this.#verify) return new ClaimsIdentity([], AuthenticationConstants.AnonymousAuthType)
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(authHeader)?.[1]
    if (token === undefined) throw new UnauthorizedError('No token')
    const { claims, endorsements } = await this.#remembered(token, this.#verify)
    if (claims['serviceurl'] !== serviceUrl) throw new UnauthorizedError('A token for another service')
    if (!endorsements.includes(channelId)) throw new RefusedChannelError('The key may not speak for this channel')
    return new ClaimsIdentity(
      Object.entries(claims).map(([type, value]) => ({ type, value: String(value) })),
      true,
    )
  }

  async #remembered(token: string, verify: (token: string) => Promise<ChannelToken>): Promise<ChannelToken> {
    const name = createHash('sha256').update(token).digest('base64')
    const known = this.#verified.get(name)
    if (known && Date.now() < known.until) return known.token
    // Only good ones are kept, so that bad ones cannot push them out.
    const verified = await verify(token)
    const [oldest] = this.#verified.keys()
    if (oldest !== undefined && this.#verified.size >= MAX_REMEMBERED) this.#verified.delete(oldest)
    this.#verified.set(name, { token: verified, until: Math.min(verified.expiresAt, Date.now() + REMEMBER_MS) })
    return verified
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
