import { ActivityHandler, CloudAdapter, ConfigurationBotFrameworkAuthentication } from 'botbuilder'
import { MsalServiceClientCredentialsFactory } from 'botframework-connector'
import restify from 'restify'

// The baseline: the Bot Framework's echo bot on restify, as in its samples, with every token check on. One thing differs: MSAL
// refuses an http authority, so the bot's own token is fetched here, once an hour. The SDK caches it as usual.

const settings = process.env as Record<string, string>
const {
  MicrosoftAppId = '',
  MicrosoftAppPassword = '',
  ToChannelFromBotLoginUrl,
  ToChannelFromBotOAuthScope,
} = settings

async function acquireTokenByClientCredential({ scopes }: { scopes: string[] }) {
  const response = await fetch(`${ToChannelFromBotLoginUrl}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: MicrosoftAppId,
      client_secret: MicrosoftAppPassword,
      scope: scopes.join(' '),
    }),
  })
  const { access_token: accessToken, expires_in: seconds } = (await response.json()) as Record<string, unknown>
  return { accessToken, expiresOn: new Date(Date.now() + Number(seconds) * 1000) }
}

type Msal = ConstructorParameters<typeof MsalServiceClientCredentialsFactory>[1]
const msal = { acquireTokenByClientCredential } as unknown as Msal

const adapter = new CloudAdapter(
  new ConfigurationBotFrameworkAuthentication(
    {
      MicrosoftAppId,
      ToChannelFromBotLoginUrl,
      ToChannelFromBotOAuthScope,
      ToBotFromChannelOpenIdMetadataUrl: settings['ToBotFromChannelOpenIdMetadataUrl'],
      ToBotFromChannelTokenIssuer: settings['ToBotFromChannelTokenIssuer'],
      // Without this setting the first activity is a TypeError.
      ToBotFromEmulatorOpenIdMetadataUrl: settings['ToBotFromChannelOpenIdMetadataUrl'],
    },
    new MsalServiceClientCredentialsFactory(MicrosoftAppId, msal),
  ),
)

const bot = new ActivityHandler()
bot.onMessage(async (context, next) => {
  await context.sendActivity(`Echo: ${context.activity.text}`)
  await next()
})

const server = restify.createServer()
server.use(restify.plugins.bodyParser())
// As in the samples: restify accepts async handlers.
// oxlint-disable-next-line oxc/no-async-endpoint-handlers
server.post('/api/messages', async (request, response) => {
  await adapter.process(request, response, (context) => bot.run(context))
})
server.get('/readyz', (_request, response, next) => {
  response.send(200)
  next()
})
server.listen(settings['PORT'], '127.0.0.1')
process.once('SIGTERM', () => process.exit(0))
