// The Teams SDK's echo bot, with every token check on. The bot's own token comes from the emulator.
import { createRequire } from 'node:module'
import { botToken } from './bot-token.ts'

const require = createRequire(import.meta.url)
const { App } = require('@microsoft/teams.apps')
const { PUBLIC } = require('@microsoft/teams.api')
const { MicrosoftAppId, MicrosoftAppTenantId, PORT } = process.env
const { ToBotFromChannelOpenIdMetadataUrl, ToBotFromChannelTokenIssuer } = process.env

const app = new App({
  clientId: MicrosoftAppId,
  tenantId: MicrosoftAppTenantId,
  token: botToken,
  cloud: {
    ...PUBLIC,
    openIdMetadataUrl: ToBotFromChannelOpenIdMetadataUrl,
    tokenIssuer: ToBotFromChannelTokenIssuer,
  },
})
app.on('message', async ({ activity, send }) => {
  await send(`Echo: ${activity.text}`)
})
await app.start(Number(PORT))
process.once('SIGTERM', () => process.exit(0))
