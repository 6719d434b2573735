import { describe, expect, it } from 'vitest'
import { isRedisUrl, parseRedisUrl } from '../../../../src/store/drivers/redis/url.ts'

const nobody = { username: '', password: '', tls: false }

describe('a Redis URL', () => {
  it.each([
    ['redis://h', { ...nobody, kind: 'single', nodes: [{ host: 'h', port: 6379 }], database: 0 }],
    ['redis://h/', { ...nobody, kind: 'single', nodes: [{ host: 'h', port: 6379 }], database: 0 }],
    [
      'rediss://bot:p%40s%2Fs:%2C@redis_1.example:7000/3',
      {
        kind: 'single',
        nodes: [{ host: 'redis_1.example', port: 7000 }],
        database: 3,
        username: 'bot',
        password: 'p@s/s:,',
        tls: true,
      },
    ],
    [
      'redis://:secret@[::1]:7000',
      { ...nobody, kind: 'single', nodes: [{ host: '::1', port: 7000 }], database: 0, password: 'secret' },
    ],
    [
      'redis+cluster://a,b:7000,[fe80::1]',
      {
        ...nobody,
        kind: 'cluster',
        nodes: [
          { host: 'a', port: 6379 },
          { host: 'b', port: 7000 },
          { host: 'fe80::1', port: 6379 },
        ],
      },
    ],
    [
      'rediss+cluster://bot:secret@10.0.0.1:6380/',
      { kind: 'cluster', nodes: [{ host: '10.0.0.1', port: 6380 }], username: 'bot', password: 'secret', tls: true },
    ],
    [
      'redis+sentinel://bot:secret@a:5000,b,c/my%20master',
      {
        kind: 'sentinel',
        nodes: [
          { host: 'a', port: 5000 },
          { host: 'b', port: 26379 },
          { host: 'c', port: 26379 },
        ],
        masterName: 'my master',
        username: 'bot',
        password: 'secret',
        tls: false,
      },
    ],
    [
      'rediss+sentinel://a/m',
      { ...nobody, kind: 'sentinel', nodes: [{ host: 'a', port: 26379 }], masterName: 'm', tls: true },
    ],
  ])('%s is understood', (url, address) => {
    expect(parseRedisUrl(url)).toEqual(address)
    expect(isRedisUrl(url)).toBe(true)
  })

  it.each([
    '',
    'hunter2',
    'hunter2:6379',
    'http://hunter2/',
    'redis:hunter2',
    'redis://',
    'redis:///1',
    'redis://hunter2@/0',
    'redis://hunter2@h/zero',
    'redis://hunter2@h/1/2',
    'redis://:hunter2@h:0',
    'redis://:hunter2@h:70000',
    'redis://:hunter2@h:',
    'redis://:hunter2%zz@h',
    'redis://:hunter2@h@h',
    'redis://:hunter/2@h',
    'redis://:hunter#2@h',
    'redis://[hunter2]:6379',
    'redis://hunter2 h',
    'redis://hunter2,h',
    'redis://h/0?password=hunter2',
    'redis+cluster://hunter2,',
    'redis+cluster://,hunter2',
    'redis+cluster://a, hunter2',
    'redis+cluster://hunter2/0',
    'redis+cluster://:hunter2@a,:hunter2@b',
    'redis+sentinel://:hunter2@a,b',
    'redis+sentinel://:hunter2@a,b/',
    'redis+sentinel://:hunter2@a,b/m/0',
    'redis+socket://:hunter2@a',
    'redisss://:hunter2@a',
    'REDIS://:hunter2@a',
  ])('%s is refused, and not repeated in the error', (url) => {
    expect(isRedisUrl(url)).toBe(false)
    const refused = () => parseRedisUrl(url)
    expect(refused).toThrow(TypeError)
    expect(refused).toThrow(/^Not an address of the form redis\[s\]:.*, percent-encoded$/)
    expect(refused).not.toThrow(/hunter/)
  })
})
