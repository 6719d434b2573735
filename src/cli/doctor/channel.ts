import { botToken } from '../../channel/bot-token.ts'
import { readKeys } from '../../channel/channel-token.ts'
import type { Config } from '../../config/config.ts'
import type { Outbound } from '../../outbound/outbound.ts'
import { type Finding, findings, reasonOf } from './finding.ts'
import { todoFor } from './microsoft.ts'

/** Checks the bot's own registration, and the keys that verify the channel's tokens. */
export async function channelFindings({ bot, channel }: Config, out: Outbound): Promise<Finding[]> {
  if (!bot) {
    const todo = 'set MicrosoftAppId: without it the bot checks nobody’s identity and only answers this machine'
    return [findings('bot').warning('there is no bot registration', todo)]
  }
  return Promise.all([keysFinding(channel.openIdMetadataUrl, out), tokenFinding(bot, channel, out)])
}

async function keysFinding(url: string, out: Outbound): Promise<Finding> {
  const { ok, failure } = findings('channel keys')
  try {
    const keys = await readKeys(url, out)
    if (keys.size === 0) return failure(`${url} leads to no keys`, 'see ToBotFromChannelOpenIdMetadataUrl')
    return ok(`${keys.size} published`)
  } catch (error) {
    const todo = 'see ToBotFromChannelOpenIdMetadataUrl, HTTPS_PROXY, and whether this machine reaches Microsoft'
    return failure(`${url} cannot be read (${reasonOf(error)})`, todo)
  }
}

async function tokenFinding(
  bot: NonNullable<Config['bot']>,
  channel: Config['channel'],
  out: Outbound,
): Promise<Finding> {
  const { ok, failure } = findings('bot')
  const how = bot.password === undefined ? 'managed identity' : 'MicrosoftAppPassword'
  try {
    await botToken(bot, channel, out).get()
    return ok(`its ${how} gives a token`)
  } catch (error) {
    const see =
      bot.password === undefined
        ? 'see MicrosoftAppId, and whether this machine has that identity'
        : 'see MicrosoftAppId, MicrosoftAppPassword and ToChannelFromBotLoginUrl'
    return failure(`its ${how} gives no token (${reasonOf(error)})`, todoFor(error, see, 'MicrosoftAppId'))
  }
}
