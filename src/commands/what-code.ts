import type { Exchange } from './exchange.ts'
import type { CommandOf, Services } from './services.ts'

/** `what code?`: says where the code is, or that none is needed. */
export async function whatCode(_: CommandOf<'whatCode'>, exchange: Exchange, { signIn }: Services): Promise<void> {
  await exchange.say({ kind: (await signIn.waitsForCode(exchange.user)) ? 'type_code' : 'no_code' })
}
