import type { Activity } from 'botbuilder'

/** The JSON of cards that do not change. */
const written = new WeakMap<object, Buffer>()

/** An activity as JSON. A frozen card does not change, so its JSON is made once: it is far longer than the rest of the activity. */
export function activityJson(activity: Partial<Activity>): Buffer {
  const { attachments = [], ...rest } = activity
  const [attachment, another] = attachments
  const card: unknown = attachment?.content
  if (!attachment || another || typeof card !== 'object' || card === null || !Object.isFrozen(card))
    return Buffer.from(JSON.stringify(activity))
  const json = written.get(card) ?? Buffer.from(JSON.stringify(card))
  written.set(card, json)
  const before = `${opened(rest)}"attachments":[${opened({ ...attachment, content: undefined })}"content":`
  return Buffer.concat([Buffer.from(before), json, Buffer.from('}]}')])
}

/** An object as JSON without the closing brace, so that more members can be added. */
function opened(value: object): string {
  const json = JSON.stringify(value)
  return json === '{}' ? '{' : `${json.slice(0, -1)},`
}
