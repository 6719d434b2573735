import { describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import { isAllowedServiceUrl } from '../../src/channel/service-url.ts'

const HOSTS = readConfig({}).channel.serviceHosts

describe('a service URL', () => {
  it.each([
    'https://smba.trafficmanager.net/amer/',
    'https://smba.trafficmanager.net',
    'https://smba.trafficmanager.net/emea/6b1f2c0a-53d4-4a57-9c2e-3f0d9a8e7b11/',
    'https://SMBA.TrafficManager.net/amer/',
    'https://webchat.botframework.com/',
    'https://europe.directline.botframework.com/v3',
    'https://smba.infra.gcc.teams.microsoft.com/gcc',
    'https://smba.infra.gov.teams.microsoft.us/gov',
    'https://smba.infra.dod.teams.microsoft.us/dod',
    'https://webchat.botframework.us/',
    'https://smba.botframework.azure.cn/',
  ])('of the channel is allowed: %s', (url) => {
    expect(isAllowedServiceUrl(url, HOSTS, false)).toBe(true)
  })

  it.each([
    '',
    'x',
    'smba.trafficmanager.net',
    '//smba.trafficmanager.net/',
    'http://smba.trafficmanager.net/',
    'ftp://smba.trafficmanager.net/',
    'javascript:alert(1)',
    'https:smba.trafficmanager.net',
    'https:/smba.trafficmanager.net',
    'https:\\\\smba.trafficmanager.net\\',
    'https:///smba.trafficmanager.net/',
    ' https://smba.trafficmanager.net/',
    'https://smba.trafficmanager.net /',
    'https://smba.traffic\nmanager.net/',
    'https://smba.traffic\tmanager.net/',
    'https://smba.trafficmanager.net.evil.example/',
    'https://smba.trafficmanager.net.',
    'https://smba.trafficmanager.net:443/',
    'https://smba.trafficmanager.net:8443/',
    'https://smba.trafficmanager.net:/',
    'https://evil@smba.trafficmanager.net/',
    'https://@smba.trafficmanager.net/',
    'https://:@smba.trafficmanager.net/',
    'https://smba.trafficmanager.net@evil.example/',
    'https://smba.trafficmanager.net:x@evil.example/',
    'https://evil.example/smba.trafficmanager.net',
    'https://evil.example/?x=https://smba.trafficmanager.net/',
    'https://evil.example#smba.trafficmanager.net',
    'https://evil.example\\.smba.trafficmanager.net/',
    'https://smba.trafficmanager.net?x',
    'https://smba.trafficmanager.net/?x',
    'https://smba.trafficmanager.net/#x',
    'https://xsmba.trafficmanager.net/',
    'https://x.smba.trafficmanager.net/',
    'https://trafficmanager.net/',
    'https://evil.trafficmanager.net/',
    'https://botframework.com/',
    'https://.botframework.com/',
    'https://evilbotframework.com/',
    'https://x.botframework.com.evil.example/',
    'https://*.botframework.com/',
    'https://smbа.trafficmanager.net/',
    'https://xn--smb-7cd.trafficmanager.net/',
    'https://smba。trafficmanager。net.evil.example/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://[::1]/',
    'https://169.254.169.254/',
    'https://localhost/',
    'http://localhost:3978/',
    'http://127.0.0.1:3978/',
    'https://redis:6379/',
  ])('S5 host on a list: another host is not allowed: %j', (url) => {
    expect(isAllowedServiceUrl(url, HOSTS, false)).toBe(false)
  })

  it('C36: of an early ring of Teams is allowed if the operator names its hosts, and not by itself', () => {
    const url = 'https://canary.botapi.skype.com/amer/'
    expect(isAllowedServiceUrl(url, HOSTS, false)).toBe(false)
    const { serviceHosts } = readConfig({
      CHANNEL_SERVICE_HOSTS: `${HOSTS.join(',')},*.botapi.skype.com`,
    }).channel
    for (const each of [url, 'https://smba.trafficmanager.net/amer/'])
      expect(isAllowedServiceUrl(each, serviceHosts, false)).toBe(true)
  })

  it.each(['http://127.0.0.1:4000/teams/', 'http://localhost:1', 'http://[::1]:4000/', 'http://localhost/'])(
    'S5 host on a list: this machine is allowed if the channel is on it: %s',
    (url) => {
      expect(isAllowedServiceUrl(url, HOSTS, true)).toBe(true)
      expect(isAllowedServiceUrl(url, HOSTS, false)).toBe(false)
    },
  )

  it.each([
    'http://127.0.0.1.evil.example:4000/',
    'http://localhost.evil.example/',
    'http://evil@127.0.0.1:4000/',
    'http://0.0.0.0:4000/',
    'http://127.0.0.2:4000/',
    'http://10.0.0.7/',
    'http://evil.example/',
    'http://127.0.0.1:4000/?x',
  ])('S5 host on a list: another machine is not allowed if the channel is on this one: %s', (url) => {
    expect(isAllowedServiceUrl(url, HOSTS, true)).toBe(false)
  })
})
