// The Agents SDK's echo bot on Express, with every token check on. Two things differ from its samples, because they cannot be
// set: the channel's keys come from the emulator, and so does the bot's own token.
import { createRequire } from 'node:module'
import { botToken } from './bot-token.ts'

const require = createRequire(import.meta.url)
const { MicrosoftAppId, MicrosoftAppPassword, MicrosoftAppTenantId, PORT } = process.env
const { ToBotFromChannelOpenIdMetadataUrl, ToBotFromChannelTokenIssuer } = process.env

const jwks = require('jwks-rsa')
const jwksUri = ToBotFromChannelOpenIdMetadataUrl.replace(/openidconfiguration$/, 'keys')
require.cache[require.resolve('jwks-rsa')].exports = Object.assign((options) => jwks({ ...options, jwksUri }), jwks)

const { ActivityHandler, CloudAdapter, MsalTokenProvider, authorizeJWT } = require('@microsoft/agents-hosting')
const express = require('express')
MsalTokenProvider.prototype.getAccessToken = botToken

const bot = new ActivityHandler()
bot.onMessage(async (context, next) => {
  await context.sendActivity(`Echo: ${context.activity.text}`)
  await next()
})

const registration = {
  clientId: MicrosoftAppId,
  clientSecret: MicrosoftAppPassword,
  tenantId: MicrosoftAppTenantId,
  issuers: [ToBotFromChannelTokenIssuer],
}
registration.connections = new Map([['serviceConnection', registration]])
registration.connectionsMap = [{ connection: 'serviceConnection', serviceUrl: '*' }]
const adapter = new CloudAdapter(registration)
const server = express()
server.use(express.json())
server.post('/api/messages', authorizeJWT(registration), (request, response) => {
  void adapter.process(request, response, (context) => bot.run(context))
})
server.listen(Number(PORT), '127.0.0.1')
process.once('SIGTERM', () => process.exit(0))
