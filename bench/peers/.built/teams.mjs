// bench/peers/teams.mjs
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

// bench/peers/teams.mjs
var require2 = createRequire(import.meta.url);
var { App } = require2("@microsoft/teams.apps");
var { PUBLIC } = require2("@microsoft/teams.api");
var { MicrosoftAppId, MicrosoftAppTenantId, PORT } = process.env;
var { ToBotFromChannelOpenIdMetadataUrl, ToBotFromChannelTokenIssuer } = process.env;
var app = new App({
  clientId: MicrosoftAppId,
  tenantId: MicrosoftAppTenantId,
  token: botToken,
  cloud: {
    ...PUBLIC,
    openIdMetadataUrl: ToBotFromChannelOpenIdMetadataUrl,
    tokenIssuer: ToBotFromChannelTokenIssuer
  }
});
app.on("message", async ({ activity, send }) => {
  await send(`Echo: ${activity.text}`);
});
await app.start(Number(PORT));
process.once("SIGTERM", () => process.exit(0));
