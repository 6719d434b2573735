// bench/peers/botbuilder.ts
import { ActivityHandler, CloudAdapter, ConfigurationBotFrameworkAuthentication } from "botbuilder";
import { MsalServiceClientCredentialsFactory } from "botframework-connector";
import restify from "restify";
var settings = process.env;
var {
  MicrosoftAppId = "",
  MicrosoftAppPassword = "",
  ToChannelFromBotLoginUrl,
  ToChannelFromBotOAuthScope
} = settings;
async function acquireTokenByClientCredential({ scopes }) {
  const response = await fetch(`${ToChannelFromBotLoginUrl}/oauth2/v2.0/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: MicrosoftAppId,
      client_secret: MicrosoftAppPassword,
      scope: scopes.join(" ")
    })
  });
  const { access_token: accessToken, expires_in: seconds } = await response.json();
  return { accessToken, expiresOn: new Date(Date.now() + Number(seconds) * 1e3) };
}
var msal = { acquireTokenByClientCredential };
var adapter = new CloudAdapter(
  new ConfigurationBotFrameworkAuthentication(
    {
      MicrosoftAppId,
      ToChannelFromBotLoginUrl,
      ToChannelFromBotOAuthScope,
      ToBotFromChannelOpenIdMetadataUrl: settings["ToBotFromChannelOpenIdMetadataUrl"],
      ToBotFromChannelTokenIssuer: settings["ToBotFromChannelTokenIssuer"],
      // Without this setting the first activity is a TypeError.
      ToBotFromEmulatorOpenIdMetadataUrl: settings["ToBotFromChannelOpenIdMetadataUrl"]
    },
    new MsalServiceClientCredentialsFactory(MicrosoftAppId, msal)
  )
);
var bot = new ActivityHandler();
bot.onMessage(async (context, next) => {
  await context.sendActivity(`Echo: ${context.activity.text}`);
  await next();
});
var server = restify.createServer();
server.use(restify.plugins.bodyParser());
server.post("/api/messages", async (request, response) => {
  await adapter.process(request, response, (context) => bot.run(context));
});
server.get("/readyz", (_request, response, next) => {
  response.send(200);
  next();
});
server.listen(settings["PORT"], "127.0.0.1");
process.once("SIGTERM", () => process.exit(0));
