// bench/peers/agents.mjs
import { createRequire } from "node:module";

// bench/peers/bot-token.ts
var {
  MicrosoftAppId: client_id = "",
  MicrosoftAppPassword: client_secret = "",
  ToChannelFromBotLoginUrl = "",
  ToChannelFromBotOAuthScope = ""
} = process.env;
var cached;
function botToken() {
  cached ??= fetchToken();
  return cached;
}
async function fetchToken() {
  const scope = `${ToChannelFromBotOAuthScope}/.default`;
  const response = await fetch(`${ToChannelFromBotLoginUrl}/oauth2/v2.0/token`, {
    method: "POST",
    body: new URLSearchParams({ grant_type: "client_credentials", client_id, client_secret, scope })
  });
  const { access_token: token } = await response.json();
  return token;
}

// bench/peers/agents.mjs
var require2 = createRequire(import.meta.url);
var { MicrosoftAppId, MicrosoftAppPassword, MicrosoftAppTenantId, PORT } = process.env;
var { ToBotFromChannelOpenIdMetadataUrl, ToBotFromChannelTokenIssuer } = process.env;
var jwks = require2("jwks-rsa");
var jwksUri = ToBotFromChannelOpenIdMetadataUrl.replace(/openidconfiguration$/, "keys");
require2.cache[require2.resolve("jwks-rsa")].exports = Object.assign((options) => jwks({ ...options, jwksUri }), jwks);
var { ActivityHandler, CloudAdapter, MsalTokenProvider, authorizeJWT } = require2("@microsoft/agents-hosting");
var express = require2("express");
MsalTokenProvider.prototype.getAccessToken = botToken;
var bot = new ActivityHandler();
bot.onMessage(async (context, next) => {
  await context.sendActivity(`Echo: ${context.activity.text}`);
  await next();
});
var registration = {
  clientId: MicrosoftAppId,
  clientSecret: MicrosoftAppPassword,
  tenantId: MicrosoftAppTenantId,
  issuers: [ToBotFromChannelTokenIssuer]
};
registration.connections = /* @__PURE__ */ new Map([["serviceConnection", registration]]);
registration.connectionsMap = [{ connection: "serviceConnection", serviceUrl: "*" }];
var adapter = new CloudAdapter(registration);
var server = express();
server.use(express.json());
server.post("/api/messages", authorizeJWT(registration), (request, response) => {
  void adapter.process(request, response, (context) => bot.run(context));
});
server.listen(Number(PORT), "127.0.0.1");
process.once("SIGTERM", () => process.exit(0));
