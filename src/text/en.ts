import type { Catalogue, CommandWords } from './catalogue.ts'
import { formats } from './format.ts'

const locale = 'en'
const format = formats(locale)
const { number, plural } = format

const commands: CommandWords = {
  connect: ['connect', 'sign in', 'login'],
  disconnect: ['disconnect', 'sign out', 'logout'],
  status: ['status'],
  cancel: ['cancel'],
  help: ['help', 'hi', 'hello'],
  find: ['find contact', 'find contacts', 'find', 'contact', 'contacts'],
}
const [connect] = commands.connect
const [find] = commands.find

export const en: Catalogue = {
  locale,
  format,
  commands,

  appName: 'Outlook Contacts',

  welcome: {
    title: 'Hello! I find people in your own Outlook contacts.',
    text: `Sign in to Microsoft 365 once, then say for example: ${find} Alice. Only you see your contacts.`,
  },

  help: {
    title: 'I find people in your own Outlook contacts.',
    lines: [
      `${find} Alice – shows who matches`,
      `${connect} – sign in to Microsoft 365, once`,
      `${commands.status[0]} – which account is connected`,
      `${commands.disconnect[0]} – sign out and delete what I keep of you`,
    ],
    unknown: 'I did not understand that.',
    find: (typed) => `Find “${typed}”`,
  },

  signIn: {
    asked: 'Sign in to Microsoft 365, so that I can look people up in your Outlook contacts.',
    notConnected: 'First sign in to Microsoft 365, once. Your question is answered right afterwards.',
    ended: 'Microsoft asks you to sign in again. Your question is answered right afterwards.',
    button: 'Sign in',
    browserButton: 'Sign in in a browser',
    again: 'Sign in again',
    another: 'Connect another account',
  },

  typeCode: (digits) => `Almost done: type the ${number(digits)} digits that the page shows you, here in this chat.`,
  wrongCode: (triesLeft) =>
    `That is not the code on the page. ${plural(triesLeft, { one: 'One try is', other: `${number(triesLeft)} tries are` })} left.`,
  codeUsedUp: `That was not the code either, so this sign-in is over and nothing was connected. Say ${connect} to start again.`,
  windowClosed: 'The sign-in window was closed before it was done. Press the card’s button again when you are ready.',
  windowFailed: 'Teams could not open the sign-in window. Use the card’s other button, which opens a browser.',

  /** What takes the place of a sign-in card that has done its work. */
  cardOver: {
    connected: (username) => `Signed in as ${username}.`,
    mismatch: 'This sign-in was refused.',
    cancelled: 'The sign-in was cancelled.',
    code: (digits) => `Waiting for the ${number(digits)} digits from the page.`,
    newer: 'A newer sign-in card is below.',
    expired: 'This sign-in has run out, and nothing was changed.',
    failed: 'The sign-in did not work.',
  },

  connected: (username) => `You are connected as ${username}. Try: ${find} Alice`,
  alreadyConnected: (username, since) => `You are already connected as ${username}, since ${since}.`,
  mismatch: `A sign-in with another account than your own was refused, and nothing was connected. Say ${connect} to try again with the account you use in this chat.`,
  disconnected: (username) =>
    `You are disconnected from ${username}, and everything I kept of you is deleted. Microsoft still remembers that you allowed this app: withdraw that at`,
  nothingConnected: 'No account was connected. Whatever I kept of you is deleted.',

  status: {
    title: 'Connected',
    account: 'Account',
    since: 'Since',
    address: 'Contacts address',
    contacts: 'Contacts',
    counted: (contacts, folders) =>
      `${number(contacts)} ${plural(folders, { one: 'in one folder', other: `in ${number(folders)} folders` })}`,
    notConnected: `No account is connected. Say ${connect} to sign in.`,
  },

  contact: {
    noName: 'No name',
    department: 'Department',
    office: 'Office',
    nickname: 'Nickname',
    email: 'E-mail',
    mobile: 'Mobile',
    business: 'Work phone',
    home: 'Home phone',
    chatAddress: 'IM',
    businessAddress: 'Work address',
    homeAddress: 'Home address',
    otherAddress: 'Other address',
    keptIn: 'Kept in',
    more: (count) => `…and ${number(count)} more in Outlook`,
    chat: 'Chat',
    call: 'Call',
    mail: 'Mail',
    back: 'Back to the list',
    others: (total) => plural(total, { one: 'One other match', other: `${number(total)} other matches` }),
    all: (total) => `All ${number(total)}`,
    gone: 'This contact is not in your Outlook any more. Ask again to see who is.',
  },

  contacts: {
    found: (total, query) => `${number(total)} people match “${query}”`,
    allEqual: (total, query) => `${number(total)} people match “${query}” equally well`,
    someEqual: (total, query, equal) =>
      `${number(total)} people match “${query}”, the first ${number(equal)} equally well`,
    range: (from, to) => `${number(from)} to ${number(to)}`,
    next: 'More',
    previous: 'Back',
    none: 'No more people match.',
  },
  nobody: (query) => `Nobody matches “${query}”.`,
  searched: (contacts, folders) =>
    `I searched the names, companies, addresses, phone numbers and notes of ${number(contacts)} contacts ${plural(folders, { one: 'in one folder', other: `in all ${number(folders)} folders` })}.`,
  didYouMean: 'Did you mean:',
  reading: {
    first: 'I am reading your contacts for the first time.',
    changes: 'I am asking Outlook what has changed.',
    soFar: (contacts) => `${number(contacts)} so far.`,
  },

  /** Of an answer from a kept copy: how old that is, and why. `ago`: as in “3 minutes ago”. */
  asOf: {
    checking: (ago) => `From my copy of ${ago}. I am asking Outlook now.`,
    unreachable: (ago) => `Outlook does not answer right now. This is from my copy of ${ago}.`,
    throttled: (ago) => `Outlook asks me to slow down. This is from my copy of ${ago}.`,
  },

  whichName: `Whom shall I look for? Say for example: ${find} Alice`,

  /** Why somebody is shown, where that is not plain to see. */
  because: {
    company: 'Found by company.',
    role: 'Found by job or department.',
    city: 'Found by city.',
    address: 'Found by address.',
    notes: 'Found in your notes.',
    phone: 'Found by phone number.',
    short_form: 'Found by another form of the name.',
    sound: 'It sounds like that.',
    typo: 'It is spelled nearly like that.',
    layout: 'As typed with another keyboard.',
  },

  oldButton: 'This button is from an older version. Please ask again.',
  answeredBelow: 'See my message below.',

  cancelled: 'The sign-in is cancelled.',
  nothingToCancel: 'There is nothing to cancel.',
  noCodeWanted: `I am not waiting for a code. Say ${connect} to sign in.`,
  notHere: 'Your contacts are yours alone, so I only answer in our own chat:',
  notSetUp: 'Signing in is not set up yet. Your administrator must register this bot for Outlook contacts first.',

  signInsUsedUp: (aDay) =>
    `${number(aDay)} sign-ins were begun here within a day, so I begin no other now. Use the newest card while it is good, or say ${connect} again tomorrow.`,
  tooManyQuestions: 'Those were very many questions in a short time. Please wait a minute, then ask again.',

  adminLink: 'Link for your administrator',
  tenantNotAllowed: 'Your organisation is not among those that may use this bot. Its operator decides which are.',

  trouble: {
    microsoft_sign_in_down:
      'Microsoft’s sign-in has trouble right now. You stay connected; please try again in a few minutes.',
    operator_must_act:
      'This bot’s own registration at Microsoft does not work, so your administrator must act. You stay connected.',
    contacts_down: 'Outlook does not answer right now. Please try again in a few minutes.',
    contacts_throttled: 'Outlook asks me to slow down. Please try again in a minute.',
    contacts_forbidden: 'Outlook does not let me read your contacts. Your administrator can tell why.',
    no_mailbox:
      'Your account has no mailbox in Microsoft 365, so it has no Outlook contacts that I could read. Your administrator can give it one.',
    no_contacts_address:
      'Microsoft does not say where your organisation’s contacts are, so I cannot read them now. You stay connected; please try again in a few minutes.',
    store_down: 'I cannot get at my own memory right now. Please try again shortly.',
    unexpected: 'Something went wrong on my side. Please try again.',
    reference: (reference) => `Reference: ${reference}`,
  },

  /** Sentences for a sign-in that did not work, by what went wrong: in the chat and on the page. */
  signInFailed: {
    cancelled: `You cancelled the sign-in, so nothing was connected. Say ${connect} when you want to try again.`,
    refused: `Microsoft refused this sign-in, so nothing was connected. Say ${connect} to try again.`,
    admin_approval: `Your organisation wants an administrator to approve this app first. Ask them for it, then say ${connect} again.`,
    operator:
      'This bot’s own registration at Microsoft does not work, so nothing was connected. Your administrator must act.',
    unavailable:
      'Microsoft’s sign-in has trouble right now, so nothing was connected. Try the same card again in a few minutes.',
    untrusted: `Microsoft’s answer could not be verified, so nothing was connected. Say ${connect} to try again.`,
    no_graph: `Microsoft does not say where your organisation’s contacts are, so nothing was connected and nothing was stored. Say ${connect} to try again later.`,
  },

  page: {
    places: { msteams: 'Microsoft Teams', webchat: 'Web Chat on a page' },
    start: {
      title: 'Connect your Outlook contacts',
      who: (name, where) => `This connects an Outlook account to the chat of ${name} in ${where}.`,
      somebody: 'somebody without a name',
      warning: 'Continue only if you started this in that chat yourself. If somebody sent you here, cancel.',
      button: 'Continue to Microsoft',
      cancel: 'Cancel',
    },
    connected: {
      title: 'You are connected',
      text: (username) => `Signed in as ${username}. You can close this page and go back to the chat.`,
    },
    mismatch: {
      title: 'That is another account',
      text: (username) =>
        `You signed in as ${username}, which is not the account of the chat that asked. Nothing was connected. If you started this, say ${connect} in the chat and choose the account you use there. If you did not, close this page.`,
    },
    code: {
      title: 'One more step',
      text: (username, name, where) =>
        `You signed in as ${username}. To show that it is you in the chat of ${name} in ${where}, type this code there:`,
      /** Until the code is to be seen. */
      moment: 'One moment…',
      warning: (goodFor) =>
        `Type it only in a chat in which you said ${connect} yourself. It is good for ${goodFor}. Never tell it to anybody.`,
    },
    adminApproved: {
      title: 'Thank you',
      text: `Microsoft says that this app is allowed for your organisation now. People can go back to their chat and say ${connect}.`,
    },
    adminDeclined: {
      title: 'Not allowed',
      text: 'This app was not allowed for your organisation. Nothing was changed. To allow it after all, open the same link again.',
    },
    failed: { title: 'Not connected' },
    expired: {
      title: 'This sign-in is over',
      text: (goodFor) =>
        `It was used already, took longer than ${goodFor}, or a newer one was started. Nothing was changed. Say ${connect} in the chat to get a fresh one.`,
    },
    wrongBrowser: {
      title: 'This page does nothing any more',
      text: `Its sign-in is done already, or it began elsewhere: it can only be finished in the browser in which it was started. If the chat does not say that you are connected, say ${connect} there to start again.`,
    },
    malformed: {
      title: 'This address is not complete',
      text: `Something is missing in it. Nothing was connected. Say ${connect} in the chat to start again.`,
    },
    tooMany: {
      title: 'Too many at once',
      text: 'Very many sign-in pages were opened from your network just now, so this one was not. Nothing was changed. Please try again in a minute.',
    },
    trouble: { title: 'That did not work' },
  },
}
