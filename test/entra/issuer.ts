import nock from 'nock'
import { AUTHORITY, type Discovery, discoveryDocument, PUBLISHED, TENANT } from './entra-answers.ts'

const DISCOVERY_PATH = '/v2.0/.well-known/openid-configuration'

/** Serves discovery for any number of calls. */
export function serveDiscovery(changes: Discovery = {}): nock.Scope {
  const { authority = AUTHORITY, tenant = TENANT } = changes
  return nock(authority)
    .persist()
    .get(`/${tenant}${DISCOVERY_PATH}`)
    .reply(200, discoveryDocument(changes), { 'content-type': 'application/json; charset=utf-8' })
}

export function serveKeys(): nock.Scope {
  return nock(AUTHORITY)
    .persist()
    .get(`/${TENANT}/discovery/v2.0/keys`)
    .reply(200, { keys: [PUBLISHED] }, { 'content-type': 'application/json' })
}

/** The token endpoint, for one call. */
export function tokenEndpoint(): nock.Interceptor {
  return nock(AUTHORITY).post(`/${TENANT}/oauth2/v2.0/token`)
}
