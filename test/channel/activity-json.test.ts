import { describe, expect, it } from 'vitest'
import { activityJson } from '../../src/channel/activity-json.ts'

const read = (json: Buffer): unknown => JSON.parse(json.toString())
const card = (text: string) => ({ type: 'AdaptiveCard', body: [{ type: 'TextBlock', text }] })
const attached = (content: unknown) => ({ contentType: 'application/vnd.microsoft.card.adaptive', content })
const conversation = { id: 'a:1', name: '“Grüße” 😀', isGroup: false, conversationType: 'personal' }

describe('an activity as JSON', () => {
  it.each([
    ['a text', { type: 'message', text: 'Grüße, “Ada” 😀' }],
    ['a card', { type: 'message', attachments: [attached(card('Grüße'))] }],
    ['a card that does not change', { type: 'message', attachments: [attached(Object.freeze(card('“Grüße” 😀')))] }],
    ['two cards', { type: 'message', attachments: [attached(Object.freeze(card('1'))), attached(card('2'))] }],
    ['no attachments', { type: 'message', attachments: [] }],
    [
      'a file',
      { type: 'message', attachments: [{ contentType: 'file', contentUrl: 'https://a.example/', name: 'a' }] },
    ],
    ['content that is text', { type: 'message', attachments: [attached('text')] }],
    ['nothing but a card', { attachments: [attached(Object.freeze(card('only')))] }],
    ['a card without a media type', { attachments: [{ content: Object.freeze(card('only')) }] }],
  ])('says everything of %s', (_what, message) => {
    const activity = { ...message, conversation, timestamp: new Date(0) }
    for (let time = 0; time < 2; time += 1) {
      expect(read(activityJson(activity as never))).toEqual(JSON.parse(JSON.stringify(activity)))
    }
  })

  it('writes a card that does not change once', () => {
    let times = 0
    const counted = { toJSON: () => `written ${(times += 1)} times` }
    const frozen = Object.freeze({ ...card('x'), counted })
    const message = (text: string, content: object) => ({ type: 'message', text, attachments: [attached(content)] })
    expect(read(activityJson(message('first', frozen)))).toMatchObject({ text: 'first' })
    expect(read(activityJson(message('second', frozen)))).toMatchObject({
      text: 'second',
      attachments: [{ content: { counted: 'written 1 times' } }],
    })
    activityJson(message('third', { ...frozen }))
    expect(times).toBe(2)
  })
})
