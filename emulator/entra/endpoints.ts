export type Endpoint = 'discovery' | 'keys' | 'authorize' | 'token' | 'logout' | 'login' | 'adminconsent'

const PATH =
  /^\/([\w.-]+)\/(?:(v2\.0\/\.well-known\/openid-configuration)|(discovery\/v2\.0\/keys)|oauth2\/v2\.0\/(authorize)(?:\/[\w-]+)?|oauth2\/v2\.0\/(token)|oauth2\/v2\.0\/(logout)|(login)\/[\w-]+|(?:v2\.0\/)?(adminconsent))$/
/** In the order of the groups in `PATH`. */
const ENDPOINTS: readonly Endpoint[] = ['discovery', 'keys', 'authorize', 'token', 'logout', 'login', 'adminconsent']

/** Which of Entra's endpoints a path names, and for which tenant (`segment`: a GUID, a domain, `organizations`, `common`). */
export function endpointAt(pathname: string): { endpoint: Endpoint; segment: string } | undefined {
  const [, segment = '', ...matched] = PATH.exec(pathname) ?? []
  const endpoint = ENDPOINTS[matched.findIndex((part) => part !== undefined)]
  return endpoint && { endpoint, segment }
}
