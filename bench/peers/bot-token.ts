// The bot's own token, for SDKs that would ask MSAL for it: MSAL refuses the http authority of the emulator.
const {
  MicrosoftAppId: client_id = '',
  MicrosoftAppPassword: client_secret = '',
  ToChannelFromBotLoginUrl = '',
  ToChannelFromBotOAuthScope = '',
} = process.env

let cached: Promise<string> | undefined

/** The token is requested once. It lasts longer than a run of the bench. */
export function botToken(): Promise<string> {
  cached ??= fetchToken()
  return cached
}

async function fetchToken(): Promise<string> {
  const scope = `${ToChannelFromBotOAuthScope}/.default`
  const response = await fetch(`${ToChannelFromBotLoginUrl}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret, scope }),
  })
  const { access_token: token } = (await response.json()) as { access_token: string }
  return token
}
