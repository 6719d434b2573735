import { isGuid } from '../json.ts'
import { type Config, isPlainRedis } from './config.ts'

/** A setting that is valid but probably not what the operator wants. */
export type SettingWarning = { says: string; todo: string }

/** The ids of the Bot Framework's channels, as its schema lists them. */
const CHANNELS = new Set(
  (
    'alexa directline directlinespeech email emulator facebook groupme kik line m365extensions msteams omnichannel outlook skype ' +
    'skypeforbusiness slack sms telegram telephony test twilio-sms webchat'
  ).split(' '),
)

/** The warnings of the start and of `npm run doctor` that follow from the settings alone. */
export function warningsFor(
  { bot, channel, oauth, redisUrl }: Config,
  env: Record<string, string | undefined>,
): SettingWarning[] {
  const unknown = channel.channels?.filter((name) => !CHANNELS.has(name)) ?? []
  const others = isGuid(oauth.tenant) ? oauth.allowedTenants?.filter((id) => id !== oauth.tenant) : undefined
  const warnings: [applies: boolean, says: string, todo: string][] = [
    [
      others !== undefined && others.length > 0,
      'OAUTH_ALLOWED_TENANTS names tenants that cannot connect, because people sign in to one tenant only',
      'set OAUTH_TENANT=organizations',
    ],
    [
      unknown.length > 0,
      `CHANNELS names ${unknown.join(', ')}, which the bot does not know as a channel`,
      'Microsoft Teams is msteams',
    ],
    [
      redisUrl !== undefined && isPlainRedis(redisUrl),
      'REDIS_URL leads to another machine without TLS',
      'use rediss:// there',
    ],
    [
      redisUrl !== undefined && Boolean(env['DATA_FILE']?.trim()),
      'REDIS_URL and DATA_FILE are both set',
      'everything is kept in Redis, and nothing in DATA_FILE',
    ],
    [
      bot === undefined,
      'No bot registration is set',
      'nobody’s identity is checked, and the bot only answers this machine',
    ],
  ]
  return warnings.flatMap(([applies, says, todo]) => (applies ? [{ says, todo }] : []))
}
