import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { alex, megan } from '../../emulator/people.ts'
import { readable, said, signInWith, startWorld, type World } from '../world.ts'

/** The same conversation on both stores. Each world on the shared Redis has a database of its own. */
describe.each([
  ['the embedded store', () => ({})],
  ['Redis', () => ({ REDIS_URL: `${inject('redisUrl')}/1` })],
])('with %s', (_name, env) => {
  let world: World
  beforeAll(async () => {
    world = await startWorld(env())
  })
  afterAll(() => world.close())

  test('a question asked before connecting is answered right after the sign-in', async () => {
    const chat = world.emulator.channel.personal(megan)
    const [card, ...more] = await chat.ask('find contact Alice')
    expect(more).toEqual([])
    expect(card?.attachments[0]?.contentType).toBe('application/vnd.microsoft.card.signin')

    const page = await signInWith(card, megan)
    expect(page.status).toBe(200)
    expect(page.text).toContain(megan.username)

    // A slow machine shows first that the contacts are being read.
    const answer = await chat.next({ where: (message) => readable(message).includes('Alice Admin') })
    expect(readable(answer)).toContain('aadmin@contoso.example')
    await chat.settled()
    // The card was replaced, and the answer is the only new message.
    expect(chat.messages.find(({ id }) => id === card?.id)?.edits).toBe(1)
    expect(said(chat)).toEqual([`Signed in as ${megan.username}.`, readable(answer)])
  })

  test('from then on a question is answered at once', async () => {
    const [answer, ...more] = await world.emulator.channel.personal(megan).ask('find contact Alice')
    expect(readable(answer)).toContain('Alice Admin')
    expect(more).toEqual([])
  })

  test('status shows the account, since when it is connected and the number of contacts, and in detail the address of Graph', async () => {
    const [answer] = await world.emulator.channel.personal(megan).ask('status')
    const text = readable(answer)
    expect(text).toContain(megan.username)
    expect(text).not.toContain(`${world.emulator.origin}/v1.0`)
    expect(text).toMatch(/320 in all|320 in \d+ folders/)
    expect(text).toMatch(/Since\n\w{3} \d{1,2}, 20\d\d/)
    const [details] = await world.emulator.channel.personal(megan).ask('status details')
    expect(readable(details)).toContain(`${world.emulator.origin}/v1.0`)
  })

  test('connect names the account that is already connected', async () => {
    const [answer] = await world.emulator.channel.personal(megan).ask('connect')
    expect(readable(answer)).toContain(`already connected as ${megan.username}`)
  })

  test('another user is not connected by that', async () => {
    const [answer] = await world.emulator.channel.personal(alex).ask('find contact Ada')
    expect(answer?.attachments[0]?.contentType).toBe('application/vnd.microsoft.card.signin')
  })

  test('disconnect says where to withdraw consent, and the next question needs a new sign-in', async () => {
    const chat = world.emulator.channel.personal(megan)
    const [answer] = await chat.ask('disconnect')
    expect(readable(answer)).toContain(megan.username)
    expect(JSON.stringify(answer)).toContain('https://myapps.microsoft.com')
    const [next] = await chat.ask('find contact Alice')
    expect(next?.attachments[0]?.contentType).toBe('application/vnd.microsoft.card.signin')
    const again = await chat.ask('disconnect')
    expect(readable(again.at(-1))).toContain('You weren’t signed in')
  })

  test('a sign-in without a question before it ends with the name of the account', async () => {
    const chat = world.emulator.channel.personal(megan)
    await world.connect(megan)
    expect(readable(await chat.next())).toContain(`You’re connected as ${megan.username}`)
  })
})
