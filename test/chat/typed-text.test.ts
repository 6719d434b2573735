import { describe, expect, it } from 'vitest'
import { parseCommand } from '../../src/commands/parsing/parse-command.ts'
import { typedText } from '../../src/chat/typed-text.ts'
import { cpuMs } from '../timing.ts'

const recipient = { id: '28:bot', name: 'Contacts' }
const mention = (name: string, id: string, text?: string) => ({
  type: 'mention',
  mentioned: { id, name },
  ...(text !== undefined && { text }),
})
const bot = mention('Contacts', '28:bot', '<at>Contacts</at>')
const bob = mention('Bob Baker', '29:bob', '<at>Bob Baker</at>')
const html = (content: string) => [{ contentType: 'text/html', content }]
const SPAN = '<span itemtype="http://schema.skype.com/Mention" itemscope="" itemid="0">Contacts</span>'

/** The text of a message, with one space between words. */
const saidBy = (message: object) =>
  typedText({ recipient, ...message })
    .replace(/\s+/g, ' ')
    .trim()

describe('the typed text', () => {
  it.each([
    ['find contact Alice', 'find contact Alice'],
    ['<at>Contacts</at> find Alice', 'find Alice'],
    [' <at id="0">Contacts</at>\u00A0<AT>Contacts</AT> status', 'status'],
    ['<at>Contacts</at>', ''],
    ['find contact <at>Alice Smith</at>', 'find contact Alice Smith'],
    ['<p>find <b>contact</b>&nbsp;Alice</p>', 'find contact Alice'],
    ['<div><span style="color:red">123 456</span></div>', '123 456'],
    ['find AT&amp;T', 'find AT&T'],
    ['find O&#39;Brien &lt;x&gt; &quot;y&quot;', 'find O\'Brien <x> "y"'],
    ['find &amp;lt;', 'find &lt;'],
    ['find a < b', 'find a < b'],
    ['find 3 <3', 'find 3 <3'],
  ])('of %j is %j', (text, typed) => {
    expect(typedText({ text, recipient }).replace(/\s+/g, ' ').trim()).toBe(typed)
  })

  it.each<unknown>([undefined, null, 7, {}, [], true])('is empty where the text is %j', (text) => {
    expect(typedText({ text, recipient })).toBe('')
  })

  it.each(['x', '<b>', 'a '])('S59 parsers: is only the beginning of a very long text, of %j', (part) => {
    expect(typedText({ text: part.repeat(100_000), recipient }).length).toBeLessThanOrEqual(4_000)
  })

  it.each(['<at', '<at>', '<a', '</', '<at>x</at>', ' ', '&amp;', '<'])(
    'is found quickly, however often %j is repeated',
    (part) => {
      const text = part.repeat(Math.ceil(250_000 / part.length))
      expect(cpuMs(() => typedText({ text, recipient }))).toBeLessThan(1_000)
    },
  )
})

describe('only known tags are tags', () => {
  it.each([
    'find contact <alice.archer@fabrikam.example>',
    'find contact Alice <alice@fabrikam.example>, Bob <bob@fabrikam.example>',
    'find contact <Alice Archer>',
    'find contact <b.smith@contoso.example>',
    'find contact <p@contoso.example>',
    'find contact <at@contoso.example>',
    'find contact <https://contoso.example>',
    'find contact </3',
  ])('%s', (text) => {
    expect(saidBy({ text, textFormat: 'plain' })).toBe(text)
  })

  it.each([
    ['find <b>Al</b>ice', 'find Alice'],
    ['<p>find</p><p>Alice</p>', 'find Alice'],
    ['find<br/>Alice', 'find Alice'],
    ['<div class="a b" data-x=1>find <font color=\'red\'>Alice</font></div>', 'find Alice'],
    ['<table><tr><td>find</td><td>Alice</td></tr></table>', 'find Alice'],
  ])('%s', (text, typed) => {
    expect(saidBy({ text })).toBe(typed)
  })
})

describe('a link is what it shows', () => {
  it.each([
    ['find mailto:bob@fabrikam.example', 'find bob@fabrikam.example'],
    ['find <mailto:bob@fabrikam.example>', 'find <bob@fabrikam.example>'],
    ['find mailto:bob@fabrikam.example?subject=Hello%20there', 'find bob@fabrikam.example'],
    ['find [bob@fabrikam.example](mailto:bob@fabrikam.example)', 'find bob@fabrikam.example'],
    ['find [Bob Baker](https://contoso.example/people/bob) please', 'find Bob Baker please'],
    ['find tel:+447700900123', 'find +447700900123'],
    ['find <a href="mailto:bob@fabrikam.example">Bob</a>', 'find Bob'],
    ['find sip:bob@fabrikam.example', 'find bob@fabrikam.example'],
  ])('%s is %s', (text, typed) => {
    expect(saidBy({ text })).toBe(typed)
  })

  it.each(['find hotel: Bob', 'find [Bob]', 'find (tel) Bob', 'find https://contoso.example', 'find mailto: Bob'])(
    '%s contains no link, and stays as it is',
    (text) => {
      expect(saidBy({ text })).toBe(text)
    },
  )

  it.each(['[', 'mailto:', '[a](mailto:', 'mailto:a@', 'a@b?'])(
    'is read quickly, however often %j is repeated',
    (part) => {
      const text = part.repeat(Math.ceil(250_000 / part.length))
      expect(cpuMs(() => saidBy({ text }))).toBeLessThan(1_000)
    },
  )
})

describe('every HTML entity is decoded', () => {
  it.each([
    ['find O&apos;Brien', "find O'Brien"],
    ['find&#160;Bob', 'find Bob'],
    ['find&#xa0;Bob', 'find Bob'],
    ['find Jos&eacute; &Ntilde;u&ntilde;ez', 'find José Ñuñez'],
    ['find &#127465;', 'find \u{1F1E9}'],
    ['find &rsquo;n&rsquo;', 'find ’n’'],
  ])('%s is %s', (text, typed) => {
    expect(saidBy({ text })).toBe(typed)
  })

  it.each([
    'find AT&T',
    'find R&D; Smith',
    'find &foo;',
    'find &copyright',
    'find a & b; c',
    'find &#xZZ;',
    'find &#;',
  ])('%s contains no link, and stays as it is', (text) => {
    expect(saidBy({ text })).toBe(text)
  })
})

describe('C16: a mention', () => {
  it.each<[string, object, string]>([
    ['of the bot at the end', { text: 'find Bob <at>Contacts</at>', entities: [bot] }, 'find Bob'],
    ['of the bot in the middle', { text: 'find <at>Contacts</at> Bob', entities: [bot] }, 'find Bob'],
    ['of the bot twice', { text: '<at>Contacts</at> find Bob <at>Contacts</at>', entities: [bot, bot] }, 'find Bob'],
    ['of somebody else', { text: 'find <at>Bob Baker</at>', entities: [bob] }, 'find Bob Baker'],
    ['of both', { text: '<at>Contacts</at> find <at>Bob Baker</at>', entities: [bot, bob] }, 'find Bob Baker'],
    [
      'of both, the other way round',
      { text: 'find <at>Bob Baker</at> <at>Contacts</at>', entities: [bob, bot] },
      'find Bob Baker',
    ],
    ['of somebody else in front', { text: '<at>Bob Baker</at> find', entities: [bob] }, 'Bob Baker find'],
    [
      'whose entity has no text',
      { text: 'find Bob <at>Contacts</at>', entities: [mention('Contacts', '28:bot')] },
      'find Bob',
    ],
    ['that is a span (C18)', { text: `${SPAN}&nbsp;find Bob`, entities: [mention('Contacts', '28:bot')] }, 'find Bob'],
    ['that is a span at the end', { text: `find Bob ${SPAN}`, entities: [bot] }, 'find Bob'],
    [
      'that is the bare name (C18)',
      { text: 'Contacts find Bob', entities: [mention('Contacts', '28:bot', 'Contacts')] },
      'find Bob',
    ],
    [
      'whose name is written with an entity',
      { text: 'find Bob <at>R&amp;D</at>', entities: [mention('R&D', '28:bot')] },
      'find Bob',
    ],
    [
      'that is the bare name with its sign',
      { text: '@Contacts find Bob', entities: [mention('Contacts', '28:bot')] },
      'find Bob',
    ],
    [
      'in broken entities',
      { text: '<at>Contacts</at> find Bob', entities: [{ type: 'mention' }, { type: 7, mentioned: [] }] },
      'find Bob',
    ],
  ])('%s', (_where, message, typed) => {
    expect(saidBy(message)).toBe(typed)
  })

  it.each([', find contact Bob', ': find contact Bob', ' - find contact Bob', '… find contact Bob'])(
    'with %j behind it does not hide the command',
    (rest) => {
      const text = typedText({ recipient, text: `<at>Contacts</at>${rest}`, entities: [bot] })
      expect(parseCommand(text)).toMatchObject({ type: 'find', query: 'Bob' })
    },
  )

  it('with an invisible mark behind it does not hide the command', () => {
    const text = typedText({ recipient, text: '<at>Contacts</at>\u200b find contact Bob', entities: [bot] })
    expect(parseCommand(text)).toMatchObject({ type: 'find', query: 'Bob' })
  })
})

describe('an attachment in HTML', () => {
  const alice = '<p>find contact &lt;alice@fabrikam.example&gt;</p>'
  it.each<[string, object, string]>([
    [
      'counts where there is no text',
      { text: '', attachments: html('<div>find contact Bob</div>') },
      'find contact Bob',
    ],
    [
      'counts where the text is a mention alone',
      { text: '<at>Contacts</at>', entities: [bot], attachments: html(`${SPAN} find Bob`) },
      'find Bob',
    ],
    [
      'counts where the text lacks an address',
      { text: 'find contact ', attachments: html(alice) },
      'find contact <alice@fabrikam.example>',
    ],
    [
      'does not count where there is text',
      { text: 'find Bob', attachments: html('<div>find Alice</div>') },
      'find Bob',
    ],
    [
      'does not count for what it quotes',
      { text: 'find Bob', attachments: html('<blockquote>Alice &lt;a@b.example&gt;</blockquote>find Bob') },
      'find Bob',
    ],
    [
      'of another kind never counts',
      { text: '', attachments: [{ contentType: 'text/plain', content: 'find Bob' }] },
      '',
    ],
    ['without content is nothing', { text: '', attachments: [{ contentType: 'text/html' }, {}] }, ''],
  ])('%s', (_when, message, typed) => {
    expect(saidBy(message)).toBe(typed)
  })

  it.each([
    ['a comment', '<!--StartFragment--><p>find Bob</p><!--EndFragment-->'],
    ['Word’s styles', '<style><!-- p.MsoNormal {margin:0} --></style><p class=MsoNormal>find Bob<o:p></o:p></p>'],
    ['a whole page', '<!DOCTYPE html><html><head><title>Mail</title></head><body>find Bob</body></html>'],
    ['tags that nobody knows', '<teams-card><v:shape id="x"/>find <custom-name>Bob</custom-name></teams-card>'],
    ['Word’s conditions', '<![if !supportLists]>find Bob<![endif]><?xml:namespace prefix = o ?>'],
    ['a long style in front', `<style>${'p{margin:0}'.repeat(700)}</style><div>find Bob</div>`],
    ['single quotes', "<span itemtype='http://schema.skype.com/Mention'>Contacts</span>&nbsp;find Bob"],
  ])('is read without %s', (_what, content) => {
    expect(saidBy({ text: '', attachments: html(content), entities: [mention('Contacts', '28:bot')] })).toBe('find Bob')
  })

  it.each(['<!--', '<style>', '<![', '<blockquote itemtype="/Reply">', '<x ', '<x y="'])(
    'is read quickly, however often %j is repeated',
    (part) => {
      const content = part.repeat(Math.ceil(250_000 / part.length))
      expect(cpuMs(() => saidBy({ text: '', attachments: html(content) }))).toBeLessThan(1_000)
    },
  )

  it('that quotes a message in front of the question is read without it (C18)', () => {
    const quote =
      '<blockquote itemscope="" itemtype="http://schema.skype.com/Reply" itemid="1"><p>find Alice</p></blockquote>'
    expect(saidBy({ text: `${quote}<p>find Bob</p>` })).toBe('find Bob')
  })
})
