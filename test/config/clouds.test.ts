import { describe, expect, test } from 'vitest'
import { CLOUDS, cloudGraph, graphOf, graphScope } from '../../src/config/clouds.ts'

describe('the Graph of an authority’s cloud', () => {
  test.each([
    ['https://login.microsoftonline.com', 'https://graph.microsoft.com/v1.0'],
    ['https://login.microsoftonline.us', 'https://graph.microsoft.us/v1.0'],
    ['https://login.partner.microsoftonline.cn', 'https://microsoftgraph.chinacloudapi.cn/v1.0'],
    ['https://login.chinacloudapi.cn', 'https://microsoftgraph.chinacloudapi.cn/v1.0'],
    ['http://localhost:4000', 'https://graph.microsoft.com/v1.0'],
  ])('%s → %s', (authority, graph) => {
    expect(graphOf(authority)).toBe(graph)
  })
})

describe('the Graph that discovery names', () => {
  test.each(Object.entries(CLOUDS))('%s: its own host is taken, with its own permission', (_name, cloud) => {
    const graph = cloudGraph(cloud.graphHost, cloud.authority)
    expect(graph).toBe(`https://${cloud.graphHost}/v1.0`)
    expect(graphScope(graph)).toBe(`https://${cloud.graphHost}/Contacts.Read`)
  })

  test.each(['graph.microsoft.com.evil.example', 'evil.example', 'localhost:4000', '', undefined, 7])(
    '%j is no cloud’s',
    (host) => {
      expect(cloudGraph(host, CLOUDS.public.authority)).toBeUndefined()
    },
  )
})

test('only hosts that nobody else can own a name beside are allowed with everything below them', () => {
  const wild = Object.values(CLOUDS).flatMap(({ serviceHosts }) => serviceHosts.filter((host) => host.startsWith('*.')))
  expect(new Set(wild)).toEqual(new Set(['*.botframework.com', '*.botframework.us', '*.botframework.azure.cn']))
})
