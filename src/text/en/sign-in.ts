import type { SignInTexts } from '../catalogue/sign-in.ts'
import { find, inBrowser, number, plural } from './words.ts'

export const signIn: SignInTexts = {
  signIn: {
    asked:
      'Sign in to Microsoft 365 so that I can find people in your Outlook contacts. You only need to do this once.',
    lookUp: (query) =>
      `Sign in to Microsoft 365 and I’ll look up “${query}” right away. You only need to do this once.`,
    notConnected: 'Sign in to Microsoft 365 and I’ll answer right away. You only need to do this once.',
    ended: 'Microsoft wants you to sign in again. Then I’ll answer right away.',
    toChange:
      'To do that, I need your permission to change contacts. Sign in once more and I’ll do it right away. Everything you typed is kept.',
    awaitsAdmin:
      'Waiting for approval: an administrator has to allow this app to change contacts. Send them this link. Once they have approved, sign in once more and I’ll do it right away. Everything you typed is kept.',
    button: 'Sign in',
    browserButton: inBrowser,
    again: 'Sign in again',
    tryAgain: 'Try again',
    another: 'Connect another account',
  },

  typeCode: (digits) => `Almost done! Type the ${number(digits)}-digit code from the sign-in page here in this chat.`,
  codeIncomplete: (digits) =>
    `The code has ${number(digits)} digits. Please type the whole code from the sign-in page. This didn’t count as a try.`,
  wrongCode: (triesLeft) =>
    `That’s not the code on the page. You have ${plural(triesLeft, { one: 'one try', other: `${number(triesLeft)} tries` })} left.`,
  codeUsedUp: 'That wasn’t the code either, so this sign-in is over and nothing was connected.',
  windowClosed:
    'You closed the sign-in window before you were done. When you’re ready, press the button on the card again.',
  windowFailed: `Teams couldn’t open the sign-in window. Press “${inBrowser}” on the card.`,

  cardOver: {
    connected: (username) => `Signed in as ${username}.`,
    newer: 'Please use the newer sign-in card below.',
    expired: 'This sign-in ran out of time, so nothing was changed.',
  },

  yourAccount: 'your Microsoft account',
  connected: (username) => `You’re connected as ${username}.`,
  whatToType: 'Type a name, or try one of these:',
  noContacts: 'You have no contacts in Outlook yet. Once you’ve added someone, I’ll find them.',
  alreadyConnected: (username, since) => `You’re already connected as ${username} (since ${since}).`,
  mismatch: 'That’s a different account from the one you use here, so I didn’t connect it.',
  disconnected: 'You’re signed out and I’ve deleted everything I stored about you.',
  withdrawConsent: 'To remove this app’s permission too, open My Apps.',
  myApps: 'My Apps',
  nothingConnected: 'You weren’t signed in. I’ve deleted any data I stored about you.',

  status: {
    title: 'Connected',
    account: 'Account',
    since: 'Since',
    address: 'Address of Microsoft Graph',
    contacts: 'Contacts',
    details: 'Details',
    counted: (contacts, folders) =>
      `${number(contacts)} ${plural(folders, { one: 'in one folder', other: `in ${number(folders)} folders` })}`,
    people: 'People',
    peopleCounted: (people) => `${number(people)}, because some have more than one contact`,
    notConnected: 'You aren’t signed in.',
    changes: 'Changing contacts',
    allowed: 'Allowed',
    notYet: 'Not allowed yet. I’ll ask when you first change a contact.',
    awaitsAdmin: 'Waiting for your administrator’s approval',
  },

  cancelled: 'OK, I’ve cancelled the sign-in.',
  cancelledWithForm: 'OK, I’ve cancelled the sign-in, and I won’t change anything.',
  nothingToCancel: 'There’s nothing to cancel.',
  nothingWaits: `I’m not waiting for an answer. To look that up as a name, type “${find}” in front of it.`,
  noCodeWanted: 'I’m not waiting for a code. Sign in and I’ll look for these digits in your contacts.',
  noCode: 'I’m not waiting for a code. When you need one, the sign-in page shows it.',
  notSetUp: 'Sign-in isn’t set up yet. Your administrator needs to register this app at Microsoft first.',

  signInsUsedUp: (aDay) =>
    `You got ${number(aDay)} sign-in codes within a day but didn’t finish those sign-ins, so I can’t start another one yet. Please try again tomorrow.`,

  adminLink: 'Link for your administrator',
  tenantNotAllowed: 'Your organisation isn’t allowed to use this app. The people who run it can change that.',

  signInFailed: {
    cancelled: 'You cancelled the sign-in, so nothing was connected.',
    refused: 'Microsoft refused this sign-in, so nothing was connected.',
    blocked:
      'Your organisation’s rules don’t let you use this app, so nothing was connected. Please ask your administrator, and give them the reference.',
    no_lasting_access:
      'Microsoft didn’t let me stay signed in for you, so nothing was connected. This app’s registration at Microsoft isn’t complete, and your administrator needs to fix it.',
    contacts_not_granted:
      'Microsoft didn’t let me read your contacts, so nothing was connected. Please try again and accept everything on Microsoft’s page. If there’s nothing to accept, your administrator can help.',
    changes_not_granted:
      'Microsoft didn’t let me change your contacts, so nothing was changed. Please try again and accept everything on Microsoft’s page.',
    admin_approval:
      'Your organisation wants an administrator to approve this app first. Send them this link, then try again.',
    operator:
      'This app isn’t set up correctly at Microsoft, so nothing was connected. Your administrator needs to fix it.',
    unavailable:
      'Microsoft’s sign-in isn’t working right now, so nothing was connected. Please try again in a few minutes.',
    untrusted: 'I couldn’t verify Microsoft’s answer, so nothing was connected.',
    no_graph:
      'Microsoft didn’t tell me where your organisation’s contacts are, so nothing was connected or stored. Please try again later.',
  },

  changesFailed: {
    cancelled: 'You didn’t allow changes, so nothing was changed. I can still look people up for you.',
    admin_approval:
      'Waiting for approval: your organisation wants an administrator to allow this app to change contacts. Send them this link. After they have approved, press “Try again” to sign in once more. Until then, I can still look people up for you.',
    unavailable:
      'Microsoft’s sign-in isn’t working right now, so nothing was changed. Please try again in a few minutes.',
    others:
      'Microsoft didn’t give me permission to change contacts, so nothing was changed. I can still look people up for you.',
  },
}
