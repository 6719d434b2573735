// bench/peers/floor.ts
import { createServer } from "node:http";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { Pool } from "undici";

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

// bench/peers/floor.ts
var {
  PORT,
  MicrosoftAppId = "",
  ToBotFromChannelOpenIdMetadataUrl = "",
  ToBotFromChannelTokenIssuer = ""
} = process.env;
var metadata = await (await fetch(ToBotFromChannelOpenIdMetadataUrl)).json();
var keys = createRemoteJWKSet(new URL(metadata.jwks_uri));
var pools = /* @__PURE__ */ new Map();
var server = createServer((request, response) => {
  answer(request, response).catch(() => response.writeHead(500).end());
});
server.listen(Number(PORT), "127.0.0.1");
process.once("SIGTERM", () => process.exit(0));
async function answer(request, response) {
  if (request.url === "/readyz") return void response.end();
  const activity = await bodyOf(request);
  const token = request.headers.authorization?.slice("Bearer ".length) ?? "";
  const { payload } = await jwtVerify(token, keys, { issuer: ToBotFromChannelTokenIssuer, audience: MicrosoftAppId });
  if (payload["serviceurl"] !== activity.serviceUrl) return void response.writeHead(401).end();
  await reply(activity);
  response.end();
}
async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString());
}
async function reply({ id, text, serviceUrl, conversation, from, recipient }) {
  const { origin, pathname } = new URL(serviceUrl);
  const pool = pools.get(origin) ?? new Pool(origin);
  pools.set(origin, pool);
  const { statusCode, body } = await pool.request({
    method: "POST",
    path: `${pathname.replace(/\/$/, "")}/v3/conversations/${encodeURIComponent(conversation.id)}/activities/${encodeURIComponent(id)}`,
    headers: { authorization: `Bearer ${await botToken()}`, "content-type": "application/json" },
    body: JSON.stringify({
      type: "message",
      text: `Echo: ${text}`,
      from: recipient,
      recipient: from,
      conversation,
      replyToId: id
    })
  });
  await body.dump();
  if (statusCode >= 300) throw new Error(`The channel answers ${statusCode}`);
}
