import {
  type AuthenticateRequestResult,
  AuthenticationConstants,
  BotFrameworkAuthentication,
  ClaimsIdentity,
  type ConnectorFactory,
  type UserTokenClient,
} from 'botframework-connector'
import type { Outbound } from '../outbound/outbound.ts'
import { hashOf } from '../secrets.ts'
import { type Activity, TEAMS } from './activity.ts'
import { type BotToken, botToken } from './bot-token.ts'
import { type ChannelToken, channelTokens, UnauthorizedError } from './channel-token.ts'
import { connector } from './connector.ts'

export type BotRegistration = { appId: string; password: string | undefined }

/** The part of an activity that its token is checked against. */
type Origin = Pick<Activity, 'serviceUrl' | 'channelId'>

export type Channel = {
  openIdMetadataUrl: string
  tokenIssuer: string
  loginUrl: string
  oauthScope: string
  /** The channels that the bot serves; undefined: every channel. */
  channels: string[] | undefined
}

/** The token is valid, but the bot does not serve the activity's channel, or the token's key is not endorsed for it: 403. */
export class RefusedChannelError extends Error {
  override readonly name = 'RefusedChannelError'
}

/** Verified tokens are cached, so that a busy chat does not need an RSA check in each turn. */
const MAX_REMEMBERED = 1_000
const REMEMBER_MS = 10 * 60_000

/** A verified token, with values that are computed once for the token and not for each activity. `serviceUrl`: as {@link
 *  spelling} writes it. */
type Verified = { token: ChannelToken; identity: ClaimsIdentity; serviceUrl: string | undefined }

/** The sender of a delivery, from its token; undefined if tokens are not checked. */
export type Sender = Verified | undefined

/** The SDK's interface for identities: it checks the sender of an activity by the token, and answers through our own connector.
 *  Tokens of the Bot Framework Emulator and of skills are not accepted. Without a registration no token is checked. */
export class ChannelAuthentication extends BotFrameworkAuthentication {
  readonly #verify: ((token: string) => Promise<ChannelToken>) | undefined
  readonly #audience: string
  readonly #channels: string[] | undefined
  readonly #token: BotToken | undefined
  readonly #connectors: ConnectorFactory
  readonly #verified = new Map<string, Verified & { until: number }>()

  constructor(registration: BotRegistration | undefined, channel: Channel, outbound: Outbound) {
    super()
    const { openIdMetadataUrl: metadataUrl, tokenIssuer: issuer, oauthScope } = channel
    this.#verify = registration && channelTokens({ metadataUrl, issuer, appId: registration.appId, outbound })
    this.#audience = oauthScope
    this.#channels = channel.channels
    const token = registration && botToken(registration, channel, outbound)
    this.#token = token
    this.#connectors = { create: async (serviceUrl) => connector(serviceUrl, token, outbound) }
  }

  /** Requests the bot's own token, which the first answer will need. @throws as {@link botToken} */
  async tryToken(): Promise<void> {
    await this.#token?.get()
  }

  /** Whether tokens are checked, so that an identity proves anything. */
  get checks(): boolean {
    return this.#verify !== undefined
  }

  /** As `verify`, and then `identify`. */
  override async authenticateRequest(activity: Origin, authHeader: string): Promise<AuthenticateRequestResult> {
    return this.identify(activity, await this.verify(authHeader))
  }

  /** Verifies only the token, whatever activity it comes with. @throws {UnauthorizedError} for a bad token, and any other error
   *  if the channel's keys could not be read. */
  async verify(authHeader: string): Promise<Sender> {
    if (!this.#verify) return undefined
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(authHeader)?.[1]
    if (token === undefined) throw new UnauthorizedError('There is no bearer token')
    return this.#remembered(token, this.#verify)
  }

  /** Checks an activity against the verified token that it came with. @throws {UnauthorizedError} if the token is for
   *  another service URL.
   *  @throws {RefusedChannelError} */
  identify({ serviceUrl, channelId }: Origin, sender: Sender): AuthenticateRequestResult {
    if (sender && sender.serviceUrl !== spelling(serviceUrl))
      throw new UnauthorizedError('The token is for another service URL')
    this.#serve(channelId)
    if (sender && !isEndorsed(sender.token.endorsements, channelId))
      throw new RefusedChannelError('The key is not endorsed for this channel')
    const claimsIdentity = sender?.identity ?? new ClaimsIdentity([], AuthenticationConstants.AnonymousAuthType)
    return { claimsIdentity, audience: this.#audience, connectorFactory: this.#connectors }
  }

  /** @throws {RefusedChannelError} unless the channel is served. */
  #serve(channelId: string): void {
    const isServed = this.#channels?.includes(channelId) ?? true
    if (!isServed) throw new RefusedChannelError('The setting CHANNELS does not name the channel of this activity')
  }

  async #remembered(token: string, verify: (token: string) => Promise<ChannelToken>): Promise<Verified> {
    const name = hashOf(token)
    const known = this.#verified.get(name)
    if (known && Date.now() < known.until) return known
    // Only valid tokens are cached. A flood of invalid tokens would push the valid ones out.
    const verified = verifiedOf(await verify(token))
    const [oldest] = this.#verified.keys()
    if (oldest !== undefined && this.#verified.size >= MAX_REMEMBERED) this.#verified.delete(oldest)
    const until = Math.min(verified.token.expiresAt, Date.now() + REMEMBER_MS)
    this.#verified.set(name, { ...verified, until })
    return verified
  }

  override authenticateStreamingRequest(): Promise<AuthenticateRequestResult> {
    return Promise.reject(new UnauthorizedError('Streaming is not supported'))
  }

  override createConnectorFactory(): ConnectorFactory {
    return this.#connectors
  }

  /** The Bot Framework's Token Service is not used: this bot keeps its own tokens. */
  override createUserTokenClient(_claimsIdentity: ClaimsIdentity): Promise<UserTokenClient> {
    return Promise.resolve(undefined as unknown as UserTokenClient)
  }
}

/** Whether a key is accepted for a channel. Keys that sign for Web Chat and Direct Line are reported to have no endorsements. In
 *  those channels only a code proves who a person is, so such a key is accepted; not in Teams, where we trust the channel about
 *  who is speaking. https://github.com/MicrosoftDocs/bot-docs/issues/2300 */
function isEndorsed(endorsements: string[] | undefined, channelId: string): boolean {
  return endorsements ? endorsements.includes(channelId) : channelId !== TEAMS
}

function verifiedOf(token: ChannelToken): Verified {
  const { claims } = token
  const url = claims['serviceurl']
  const identity = new ClaimsIdentity(
    Object.entries(claims).map(([type, value]) => ({ type, value: String(value) })),
    true,
  )
  return { token, identity, serviceUrl: typeof url === 'string' ? spelling(url) : undefined }
}

/** The channel may spell its address differently in the token and in the activity. As in Microsoft's own SDKs, case and one
 *  slash at the end do not matter. */
function spelling(url: string): string {
  return url.toLowerCase().replace(/\/$/, '')
}
