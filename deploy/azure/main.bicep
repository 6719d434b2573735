// The bot in Azure Container Apps: two instances, Azure Managed Redis, the Azure Bot with its Teams channel, and a Key Vault with
// what is secret. The bot's own identity is a managed one, so that it has no password. docs/deploy.md has the az lines around it.
// It was written from the documentation of these resources and was not deployed.
targetScope = 'resourceGroup'

@description('A short name that all resources begin with: letters and digits.')
@minLength(3)
@maxLength(12)
param name string = 'contactsbot'
param location string = resourceGroup().location

@description('The image, such as contoso.azurecr.io/outlook-contacts-bot:1.0.0.')
param image string

@description('The host name of PUBLIC_URL. It needs a certificate in the environment; without it the app keeps its own name.')
param publicHost string = ''

@description('The registration that reads contacts (docs/setup.md, step 2), and its secret.')
param contactsClientId string
@secure()
param contactsClientSecret string

@description('Made by `npm run -s keys`.')
@secure()
param encryptionKeys string

@description('Where the registry is one of Azure: its id, so that the identity may pull from it.')
param registryServer string = ''

var tenant = subscription().tenantId
var unique = uniqueString(resourceGroup().id)
var host = empty(publicHost) ? '${name}.${environment.properties.defaultDomain}' : publicHost

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-identity'
  location: location
}

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: '${name}-logs'
  location: location
  properties: { sku: { name: 'PerGB2018' }, retentionInDays: 30 }
}

resource redis 'Microsoft.Cache/redisEnterprise@2025-04-01' = {
  name: '${name}-${unique}'
  location: location
  sku: { name: 'Balanced_B0' }
  properties: { minimumTlsVersion: '1.2', highAvailability: 'Enabled' }
}

resource database 'Microsoft.Cache/redisEnterprise/databases@2025-04-01' = {
  parent: redis
  name: 'default'
  properties: {
    clientProtocol: 'Encrypted'
    port: 10000
    // One address for the whole cluster: a plain rediss:// URL.
    clusteringPolicy: 'EnterpriseCluster'
    // Nothing may be dropped for lack of memory.
    evictionPolicy: 'NoEviction'
    accessKeysAuthentication: 'Enabled'
    persistence: { aofEnabled: true, aofFrequency: '1s' }
  }
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: take('${name}${unique}', 24)
  location: location
  properties: {
    tenantId: tenant
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enablePurgeProtection: true
  }
}

resource redisUrl 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'redis-url'
  properties: {
    value: 'rediss://:${uriComponent(database.listKeys().primaryKey)}@${redis.properties.hostName}:10000'
  }
}

resource keys 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'encryption-keys'
  properties: { value: encryptionKeys }
}

resource contactsSecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'contacts-secret'
  properties: { value: contactsClientSecret }
}

// Key Vault Secrets User
var secretsUser = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6')

resource mayRead 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, identity.id, secretsUser)
  scope: vault
  properties: {
    roleDefinitionId: secretsUser
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource environment 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: '${name}-environment'
  location: location
  properties: {
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: {
        customerId: logs.properties.customerId
        sharedKey: logs.listKeys().primarySharedKey
      }
    }
  }
}

resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: name
  location: location
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  dependsOn: [mayRead]
  properties: {
    managedEnvironmentId: environment.id
    configuration: {
      activeRevisionsMode: 'Single'
      ingress: { external: true, targetPort: 3978, transport: 'http', allowInsecure: false }
      registries: empty(registryServer) ? [] : [{ server: registryServer, identity: identity.id }]
      secrets: [
        { name: 'redis-url', keyVaultUrl: redisUrl.properties.secretUri, identity: identity.id }
        { name: 'encryption-keys', keyVaultUrl: keys.properties.secretUri, identity: identity.id }
        { name: 'contacts-secret', keyVaultUrl: contactsSecret.properties.secretUri, identity: identity.id }
      ]
    }
    template: {
      // DRAIN_SECONDS and ten more for the work under way.
      terminationGracePeriodSeconds: 30
      scale: { minReplicas: 2, maxReplicas: 4 }
      containers: [
        {
          name: 'bot'
          image: image
          resources: { cpu: json('0.5'), memory: '1Gi' }
          env: [
            { name: 'PUBLIC_URL', value: 'https://${host}' }
            { name: 'TRUST_PROXY', value: '1' }
            { name: 'MicrosoftAppType', value: 'UserAssignedMSI' }
            { name: 'MicrosoftAppId', value: identity.properties.clientId }
            { name: 'MicrosoftAppTenantId', value: tenant }
            { name: 'OAUTH_CLIENT_ID', value: contactsClientId }
            { name: 'OAUTH_CLIENT_SECRET', secretRef: 'contacts-secret' }
            { name: 'REDIS_URL', secretRef: 'redis-url' }
            { name: 'ENCRYPTION_KEYS', secretRef: 'encryption-keys' }
          ]
          probes: [
            { type: 'Startup', httpGet: { path: '/healthz', port: 3978 }, periodSeconds: 2, failureThreshold: 30 }
            { type: 'Liveness', httpGet: { path: '/healthz', port: 3978 }, periodSeconds: 10, failureThreshold: 3 }
            { type: 'Readiness', httpGet: { path: '/readyz', port: 3978 }, periodSeconds: 2, failureThreshold: 2 }
          ]
        }
      ]
    }
  }
}

resource bot 'Microsoft.BotService/botServices@2022-09-15' = {
  name: '${name}-${unique}'
  location: 'global'
  kind: 'azurebot'
  sku: { name: 'F0' }
  properties: {
    displayName: 'Outlook Contacts'
    endpoint: 'https://${host}/api/messages'
    msaAppType: 'UserAssignedMSI'
    msaAppId: identity.properties.clientId
    msaAppMSIResourceId: identity.id
    msaAppTenantId: tenant
  }
}

resource teams 'Microsoft.BotService/botServices/channels@2022-09-15' = {
  parent: bot
  name: 'MsTeamsChannel'
  location: 'global'
  properties: { channelName: 'MsTeamsChannel', properties: { isEnabled: true } }
}

output publicUrl string = 'https://${host}'
output redirectUri string = 'https://${host}/auth/callback'
output botAppId string = identity.properties.clientId
