import { type Context, interactionPolicy } from 'oidc-provider'

const { Check, Prompt, base } = interactionPolicy

/** When a person is shown the account picker and the consent page.
 *  @param mayUse has this app been allowed this scope by this person (oid)? */
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
  // `prompt=consent` is put into every request that wants a refresh token (see provider.ts): ask only who meant it.
  consent.checks.remove('consent_prompt')
  prompts.add(consent)
  return prompts
}

/** Is somebody else signed in than the `login_hint` says? */
function isHintedElsewhere({ params, account }: Context['oidc']): boolean {
  const hint = params?.['login_hint']?.toLowerCase()
  return hint !== undefined && account?.username !== hint
}
