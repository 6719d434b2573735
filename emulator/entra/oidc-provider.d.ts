/** The part of oidc-provider 9 that the emulator uses. The package has no types. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  /** A record that an adapter stores. */
  export type Payload = { [member: string]: unknown }

  export type Adapter = {
    upsert(id: string, payload: Payload, expiresIn?: number): Promise<void>
    find(id: string): Promise<Payload | undefined>
    findByUid(uid: string): Promise<Payload | undefined>
    findByUserCode(userCode: string): Promise<Payload | undefined>
    consume(id: string): Promise<void>
    destroy(id: string): Promise<void>
    revokeByGrantId(grantId: string): Promise<void>
  }

  export type Params = { [name: string]: string | undefined }

  export type Client = { clientId: string; clientName?: string; grantTypeAllowed(type: string): boolean }

  export type Account = {
    username?: string
    accountId: string
    claims(use: string, scope: string): Promise<{ sub: string; [claim: string]: unknown }>
  }

  export class Grant {
    constructor(properties: { accountId: string; clientId: string })
    addOIDCScope(scope: string[]): void
    save(): Promise<string>
  }

  export class Session {
    accountId?: string
    authorizations?: object
    save(ttlSeconds: number): Promise<string>
    static findByUid(uid: string): Promise<Session | undefined>
  }

  export type InteractionResult = {
    login?: { accountId: string }
    select_account?: object
    consent?: object
    error?: string
    error_description?: string
  }

  export type Interaction = {
    uid: string
    prompt: { name: string; reasons: string[] }
    params: Params
    accountId?: string
    session?: { uid?: string; accountId?: string }
    lastSubmission?: InteractionResult
  }

  export type Context = {
    req: IncomingMessage
    res: ServerResponse
    status: number
    body: unknown
    type: string
    path: string
    response: { get(name: string): string; remove(name: string): void }
    redirect(location: string): void
    remove(name: string): void
    oidc: {
      route: string
      params?: Params
      result?: InteractionResult
      client?: Client
      account?: Account
      session: { accountId?: string }
      requestParamOIDCScopes: Set<string>
      promptPending(name: string): boolean
      provider: Provider
      urlFor(name: string): string
    }
  }

  export type OIDCError = Error & { error: string; error_description?: string; error_detail?: string }

  export class Provider {
    constructor(issuer: string, configuration: object)
    readonly issuer: string
    readonly Grant: typeof Grant
    readonly Session: typeof Session
    proxy: boolean
    callback(): (req: IncomingMessage, res: ServerResponse) => Promise<void>
    use(middleware: (ctx: Context, next: () => Promise<void>) => Promise<void>): this
    on(event: 'grant.error' | 'server_error', listener: (ctx: Context, error: OIDCError) => void): this
    on(event: 'authorization.success', listener: (ctx: Context, out: Payload) => void): this
    interactionDetails(req: IncomingMessage, res: ServerResponse): Promise<Interaction>
    interactionResult(req: IncomingMessage, res: ServerResponse, result: InteractionResult): Promise<string>
  }

  export namespace interactionPolicy {
    class Check {
      readonly reason: string
      constructor(
        reason: string,
        description: string,
        error: string,
        check: (ctx: Context) => boolean | Promise<boolean>,
      )
    }
    class Prompt {
      constructor(info: { name: string; requestable: boolean }, ...checks: Check[])
      checks: { remove(reason: string): void }
    }
    function base(): Prompt[] & { clear(): void; add(prompt: Prompt): void }
  }
}
