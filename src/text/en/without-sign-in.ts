import type { ApplicationTexts } from '../catalogue/without-sign-in.ts'
import { commands } from './commands.ts'
import { find } from './words.ts'

export const application: ApplicationTexts = {
  application: {
    noSignIn: 'You don’t need to sign in: your organisation lets me read your Outlook contacts, for you alone.',
    nobodyVouches:
      'I can’t tell who you are in this chat, so I don’t read anybody’s contacts here. Please ask again in Microsoft Teams.',
    maybeLimited:
      'For the administrator: if you approved this app for some mailboxes only, add this mailbox to them and don’t use the link. The link gives access to every mailbox.',
    instead: {
      nothingConnected:
        'I’ve deleted everything I stored about you. I don’t need a sign-in, so if you ask again, I’ll read your contacts again.',
      noCode: 'There is no code: you don’t need to sign in here. Just ask for someone.',
      welcome: { text: 'Just ask. You don’t need to sign in, and nobody else can see your contacts.' },
      help: {
        lines: [
          `${find} Alice – find someone`,
          'Alice’s birthday – or ask for a phone number, an email address, a company',
          `${commands.export[0]} – get your contacts as a file`,
          `${commands.list[0]} – see all of them, or say ${commands.recent[0]} for the newest`,
          `${commands.status[0]} – see how many contacts you have`,
          `${commands.disconnect[0]} – delete the data I store about you`,
        ],
      },
      status: { title: 'No sign-in needed' },
      trouble: {
        microsoft_sign_in_down: 'Microsoft isn’t letting me in right now. Please try again in a few minutes.',
        operator_must_act: 'This app isn’t set up correctly at Microsoft. Your administrator needs to fix that.',
        no_contacts_address:
          'Microsoft isn’t telling me where your organisation’s contacts are. Please try again in a few minutes.',
        contacts_forbidden:
          'Your organisation lets this app read some mailboxes only, and yours isn’t one of them. Your administrator can add it.',
      },
      page: {
        adminApproved: {
          text: 'If you approved this app for your organisation, people can now go back to their chat and ask. Nobody has to sign in.',
        },
      },
    },
  },
}
