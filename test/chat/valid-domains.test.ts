import { describe, expect, it } from 'vitest'
import { validDomainsCover } from '../../src/chat/valid-domains.ts'

const covers = (validDomains: unknown, host = 'bot.contoso.example') => validDomainsCover({ validDomains }, host)

describe('validDomains', () => {
  it.each([[['bot.contoso.example']], [['other.example', 'Bot.Contoso.example']], [['*.contoso.example']]])(
    '%j cover bot.contoso.example',
    (domains) => {
      expect(covers(domains)).toBe(true)
    },
  )

  it.each([
    [[]],
    [['contoso.example']],
    [['*.example']],
    [['*.bot.contoso.example']],
    [['*']],
    [['https://bot.contoso.example']],
    [['bot.contoso.example:8443']],
    ['bot.contoso.example'],
    [[1, null]],
    [undefined],
  ])('%j do not cover it', (domains) => {
    expect(covers(domains)).toBe(false)
  })

  it('cover a port only if they name it', () => {
    expect(covers(['bot.contoso.example:8443'], 'bot.contoso.example:8443')).toBe(true)
    expect(covers(['bot.contoso.example'], 'bot.contoso.example:8443')).toBe(false)
  })

  it('that are missing cover nothing', () => {
    for (const none of [undefined, null, 'x', [], {}]) expect(validDomainsCover(none, 'any.example')).toBe(false)
  })
})
