import { expect } from 'vitest'
import { alex, contoso, megan } from '../../emulator/people.ts'
import type { Catalogue } from '../../src/text/catalogue.ts'
import { readable } from '../world.ts'
import { asAdmin } from './refused.ts'
import type { Ending, Scene } from './scene.ts'
import { withReference } from './texts.ts'

const env = { GRAPH_ACCESS: 'application' }
const web = { channelId: 'webchat', aadObjectId: megan.oid, tenantId: megan.tid }
const WRONG_SECRET = { error: 'invalid_client', error_description: 'AADSTS7000215: Invalid client secret provided.' }

/** A question that cannot be answered, until what `breaks` did is undone. */
function failing(name: string, says: string, breaks: (scene: Scene) => void, mends: (scene: Scene) => void): Ending {
  return {
    name: `without a sign-in: ${name}`,
    says,
    env,
    async play(scene) {
      const { emulator, ask, catalogue } = scene
      emulator.application.consent(contoso.tid)
      // The bot has its token for the channel by now.
      await ask('help')
      breaks(scene)
      expect(await ask('find contact Alice')).toMatch(withReference(says, catalogue))
      mends(scene)
      expect(await ask('find contact Alice')).toContain('Alice Admin')
    },
  }
}

/** The application reads contacts with its own permission, and nobody signs in. */
export function unsigned(catalogue: Catalogue): Ending[] {
  const { application, commands, help, page, trouble, whatToType } = catalogue
  const { instead } = application
  return [
    {
      name: 'without a sign-in: welcome, help, connect, status and disconnect',
      says: instead.nothingConnected,
      env,
      async play({ emulator, chat, told, last, ask }) {
        emulator.application.consent(contoso.tid)
        await told(() => chat.install())
        expect(readable(last())).toContain(`${catalogue.welcome.title}\n${instead.welcome.text}\n`)
        expect(await ask(commands.help[0])).toContain([help.title, ...instead.help.lines].join('\n'))
        expect(await ask(commands.connect[0])).toBe([application.noSignIn, whatToType, ...help.examples].join('\n'))
        expect(await ask(commands.whatCode[0])).toBe(instead.noCode)
        expect(await ask(commands.status[0])).toContain(`${instead.status.title}\n`)
        expect(await ask(commands.disconnect[0])).toBe(instead.nothingConnected)
      },
    },
    {
      name: 'without a sign-in: an administrator must approve first, does so by the link, and is thanked',
      says: trouble.app_not_approved,
      env,
      async play(scene) {
        const { ask, catalogue } = scene
        const [says = '', limited, ...link] = (await ask('find contact Alice')).split('\n')
        expect(says).toMatch(withReference(trouble.app_not_approved, catalogue))
        expect(limited).toBe(application.maybeLimited)
        expect(link).toContain(catalogue.adminLink)
        const done = await asAdmin(scene, 'accept')
        expect(done.text).toBe(`${catalogue.appName} ${page.adminApproved.title} ${instead.page.adminApproved.text}`)
        expect(await ask('find contact Alice')).toContain('Alice Admin')
      },
    },
    {
      name: 'without a sign-in: Exchange opens some mailboxes only, and not this one',
      says: instead.trouble.contacts_forbidden,
      env,
      async play({ emulator, ask, chatOf, catalogue }) {
        emulator.application.limitTo(contoso.tid, [megan.oid])
        expect(await ask('find contact Alice')).toContain('Alice Admin')
        const refused = await ask('find contact Ada', chatOf(alex))
        expect(refused).toMatch(withReference(instead.trouble.contacts_forbidden, catalogue))
      },
    },
    {
      name: 'without a sign-in: the chat does not tell who the person is',
      says: application.nobodyVouches,
      env,
      async play({ emulator, ask, chatOf }) {
        emulator.application.consent(contoso.tid)
        expect(await ask('find contact Alice', chatOf(megan, web))).toBe(application.nobodyVouches)
      },
    },
    failing(
      'Microsoft gives no token now',
      instead.trouble.microsoft_sign_in_down,
      ({ emulator }) => emulator.faults.add({ match: 'token', status: 503 }),
      ({ emulator }) => emulator.faults.clear(),
    ),
    failing(
      'the secret is wrong',
      instead.trouble.operator_must_act,
      ({ emulator }) => emulator.faults.add({ match: 'token', status: 401, body: WRONG_SECRET }),
      ({ emulator }) => emulator.faults.clear(),
    ),
    failing(
      'Microsoft does not say where the contacts are',
      instead.trouble.no_contacts_address,
      ({ emulator }) => emulator.entra.setMsgraphHost(null),
      ({ emulator }) => emulator.entra.setMsgraphHost(new URL(emulator.origin).host),
    ),
  ]
}
