import { type Context, interactionPolicy } from 'oidc-provider'

const { Check, Prompt, base } = interactionPolicy

/** When the account picker and the consent page are shown.
 *  @param mayUse whether this person (oid) has consented to this scope for this app */
export function policy(singleSignOn: boolean, mayUse: (appId: string, oid: string, scope: string) => boolean) {
  const chooses = ({ oidc }: Context): boolean => {
    if (oidc.result?.login) return false
    if (!singleSignOn || !oidc.account) return true
    return isHintedElsewhere(oidc)
  }

  const mustConsent = ({ oidc }: Context): boolean => {
    const { client, account, params, result } = oidc
    if (!client || !account) return false
    if (params?.['consent_asked'] && !result?.consent) return true
    return [...oidc.requestParamOIDCScopes].some((scope) => !mayUse(client.clientId, account.accountId, scope))
  }

  const prompts = base()
  prompts.clear()
  prompts.add(new Prompt({ name: 'select_account', requestable: true }))
  prompts.add(
    new Prompt(
      { name: 'login', requestable: true },
      new Check('who', 'nobody is signed in', 'login_required', chooses),
    ),
  )
  const consent = new Prompt(
    { name: 'consent', requestable: true },
    new Check('what', 'not consented', 'consent_required', mustConsent),
  )
  // Every request for a refresh token gets `prompt=consent` (see `authorizeQuery`); `mustConsent` knows whether the app asked
  // for it.
  consent.checks.remove('consent_prompt')
  prompts.add(consent)
  return prompts
}

/** Whether the person who is signed in is not the one in `login_hint`. */
function isHintedElsewhere({ params, account }: Context['oidc']): boolean {
  const hint = params?.['login_hint']?.toLowerCase()
  return hint !== undefined && account?.username !== hint
}
