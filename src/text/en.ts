import type { Catalogue, CommandWords } from './catalogue.ts'
import { contact } from './en-contact.ts'
import { questions } from './en-questions.ts'
import { formats } from './format.ts'

const locale = 'en'
const format = formats(locale)
const { number, plural } = format

const commands: CommandWords = {
  connect: ['connect', 'sign in', 'sign me in', 'log in', 'log me in', 'sign on', 'log on'],
  disconnect: [
    'disconnect',
    'sign out',
    'sign me out',
    'sign off',
    'log out',
    'log me out',
    'log off',
    'delete my data',
    'delete all my data',
    'forget me',
    'forget my data',
  ],
  status: ['status', 'who am i', 'am i connected', 'am i signed in'],
  statusDetails: ['status details', 'status in detail', 'show status details'],
  cancel: ['cancel', 'stop', 'abort', 'never mind', 'quit'],
  thanks: ['thanks', 'thank you', 'thanks a lot', 'thank you very much', 'many thanks', 'thx', 'cheers'],
  whatCode: ['what code', 'which code', 'what is the code', 'where is the code', 'where do i find the code'],
  help: [
    'help',
    'hi',
    'hello',
    'hey',
    'menu',
    'commands',
    'what can you do',
    'who are you',
    'what is this',
    'how does this work',
  ],
  export: [
    'export contacts',
    'export my contacts',
    'export all contacts',
    'export',
    'download contacts',
    'download my contacts',
    'save my contacts as a file',
  ],
  find: ['find contact', 'find contacts', 'find', 'contact', 'contacts'],
  add: [
    'add contact',
    'add a contact',
    'add new contact',
    'add a new contact',
    'new contact',
    'create contact',
    'create a contact',
  ],
  edit: ['edit contact', 'change contact', 'update contact', 'edit the contact'],
  delete: ['delete contact', 'remove contact', 'delete the contact', 'remove the contact'],
  merge: ['merge contacts', 'merge contact', 'merge the contacts'],
  list: ['list contacts', 'list my contacts', 'browse contacts', 'browse my contacts', 'list contact'],
  listIn: ['in', 'from', 'of', 'by', 'folder', 'category', 'the'],
  recent: ['recently added', 'recently added contacts', 'list recent contacts', 'list recently added', 'new contacts'],
  contact,
  questions,
}
const [connect] = commands.connect
const [find] = commands.find

const appName = 'Outlook Contacts'

/** Titles of buttons that sentences name. */
const inBrowser = 'Use my browser instead'
const cancel = 'Cancel'
const save = 'Save'

export const en: Catalogue = {
  locale,
  format,
  commands,

  appName,
  contactsCopy: {
    kept: (keptFor) =>
      `A copy of your contacts, so that it can answer quickly: for ${keptFor} after it was last brought up to date.`,
    notKept: 'No copy of your contacts: they are only in its memory, for a short time.',
  },
  contactsChanges: {
    onRequest: (undoFor, formFor) =>
      `It adds, changes or deletes contacts only when you ask it to. It keeps a deleted contact for ${undoFor}, so that you can undo that, and keeps the forms you fill in and the contacts in a file you send for ${formFor}.`,
    never: 'It can’t change or delete them.',
  },
  yourData: {
    reads: 'I read all your contacts and can’t change any of them.',
    changes: 'I read all your contacts, and change them only when you ask me to.',
    kept: (keptFor) => `I keep an encrypted copy for ${keptFor}, and “${commands.disconnect[0]}” deletes it.`,
    notKept: `I keep no copy of them, and “${commands.disconnect[0]}” deletes what I store about you.`,
  },

  welcome: {
    title: 'Hi! I find people in your Outlook contacts.',
    text: `Sign in to Microsoft 365 once, then just ask. Nobody else can see your contacts.`,
  },

  help: {
    title: 'I find people in your own Outlook contacts. You can say:',
    lines: [
      `${find} Alice – look someone up`,
      'Alice’s phone number – or ask for an email address, a birthday, a company',
      `${commands.export[0]} – save your contacts as a file`,
      `${commands.list[0]} – browse all, or say ${commands.recent[0]}`,
      `${connect} – sign in to Microsoft 365 (only once)`,
      `${commands.status[0]} – see which account is connected`,
      `${commands.disconnect[0]} – sign out and delete the data I store about you`,
    ],
    changing: [
      'Send me a contact file (.vcf) – add the people in it',
      `${commands.add[0]} Alice Archer, Contoso, alice@contoso.example – add someone, or paste a mail signature`,
      `${commands.edit[0]} Alice, ${commands.delete[0]} Alice, ${commands.merge[0]} Alice – change what Outlook has`,
    ],
    examples: [`${find} Alice`, 'Alice’s phone number'],
    unknown: 'Sorry, I didn’t understand that.',
    find: (typed) => `Find “${typed}”`,
  },

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
  whomNow: 'Type a name, or try one of these:',
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
    notConnected: 'You aren’t signed in.',
    changes: 'Changing contacts',
    allowed: 'Allowed',
    notYet: 'Not allowed yet. I’ll ask when you first change a contact.',
    awaitsAdmin: 'Waiting for your administrator’s approval',
  },

  form: {
    add: 'New contact',
    edit: (name) => `Edit ${name}`,
    labels: {
      givenName: 'First name',
      surname: 'Last name',
      displayName: 'Full name',
      email2: 'Second email',
      email3: 'Third email',
      businessPhone2: 'Second work phone',
      homePhone2: 'Second home phone',
      folder: 'Folder',
    },
    save,
    more: 'More fields',
    back: 'Back to the form',
    faults: {
      too_long: (most) => `This is too long. Outlook takes ${number(most)} characters here.`,
      no_address: 'This isn’t an email address. Please write it like alice@contoso.example.',
      no_number: 'This isn’t a phone number. Please use digits, with + and spaces if you like, and no letters.',
      no_date: 'There’s no such day, or it’s in the future. Please write it like 1990-05-31.',
      markup: 'Please remove the text between < and >.',
      empty: 'Please fill in at least a name, a company, an email address or a phone number.',
      folder_gone: 'This folder is no longer in your Outlook. Please choose another one.',
    },
    notices: {
      deleted: `This contact was deleted in Outlook while you were editing. Press ${save} to add it again with what you typed.`,
      over: `This form was too old, so nothing was saved. Here’s what you typed, as a new contact: press ${save} to add it. To change a contact that you have, say “${commands.edit[0]}” and the name.`,
      unclear: `Outlook didn’t answer, so I don’t know whether this was saved. Please press ${save} again: nothing will be saved twice.`,
      again: `Outlook is still busy with this contact, so nothing was saved. Please press ${save} again in a minute.`,
    },
    leftOver: (texts) => `I put this in the notes, because there’s no field for it: ${texts}`,
    instead: (typed) => `You typed: ${typed}`,
    notesTooLong: 'The notes are too long to edit here. They stay as they are.',
    formOver: `This form has expired, and nothing was changed. Say “${commands.add[0]}”, “${commands.edit[0]}” or “${commands.merge[0]}” to start again.`,
    otherAccount:
      'This was started with a different account from the one you’re signed in with now, so nothing was changed. Please ask again.',
    off: 'Changing contacts is switched off here. The people who run this app can switch it on.',
  },

  news: {
    added: 'Added to your Outlook contacts.',
    changed: 'Saved in Outlook.',
    unchanged: 'There was nothing to change.',
    restored: 'This contact is back in Outlook.',
    merged: 'The two contacts are now one.',
  },

  changing: {
    edit: 'Edit',
    remove: 'Delete',
    nobodyNamed: {
      edit: `Which contact do you want to edit? Say, for example: ${commands.edit[0]} Alice`,
      delete: `Which contact do you want to delete? Say, for example: ${commands.delete[0]} Alice`,
      merge: `Whose contacts do you want to merge? Say, for example: ${commands.merge[0]} Alice`,
    },
    which: {
      edit: (total) =>
        plural(total, { one: 'Is this the contact you want to edit?', other: 'Which contact do you want to edit?' }),
      delete: (total) =>
        plural(total, {
          one: 'Is this the contact you want to delete?',
          other: 'Which contact do you want to delete?',
        }),
    },
    duplicate: (name) => `${name} may be in your contacts already:`,
    addAnyway: 'Add anyway',
    conflict: (name) =>
      `${name} was changed in Outlook while you were editing, so nothing has been saved yet. Which version do you want to keep?`,
    yours: 'What you typed',
    now: 'In Outlook now',
    nothing: '(empty)',
    overwrite: 'Save what I typed',
    look: 'Edit Outlook’s version',
    question: (name) => `Delete ${name} from your Outlook contacts?`,
    undoable: (undoFor) =>
      `You can undo this for ${undoFor}. What can’t come back: when the contact was added, and files attached to it.`,
    losesPhoto: 'The photo can’t come back either.',
    otherEntries: (others) =>
      plural(others, {
        one: 'You have another contact for this person. It stays as it is.',
        other: `You have ${number(others)} other contacts for this person. They stay as they are.`,
      }),
    confirm: 'Yes, delete',
    keep: 'No, keep',
    deleted: (name) => `I deleted ${name} from your Outlook contacts.`,
    deletedByOther: (name) => `${name} was already deleted from your Outlook contacts.`,
    undo: 'Undo',
    undoOver: (undoFor) =>
      `Undo works for ${undoFor} only. You may still find the contact in “Deleted Items” in Outlook.`,
    questionOver: `That question is no longer open, so nothing was deleted. Say “${commands.delete[0]}” to ask again.`,
    mergeWhich: 'Choose the two contacts to merge',
    mergeAlone: (name) => `I didn’t find two contacts for “${name}”, so there’s nothing to merge.`,
    mergeTitle: 'Merge these two contacts',
    mergeAgain: 'One of these contacts was changed in Outlook meanwhile. Please look again.',
    mergeRest: (undoFor) =>
      `Everything else is kept from both, and what Outlook has no room for goes into the notes. If both have a photo, the photo of the contact you keep stays. The other contact is deleted; you can restore it for ${undoFor}.`,
    mergeLosesPhoto:
      'If the contact that is deleted has a photo, that photo is lost. In a personal account I can’t save photos.',
    mergeNext: 'Next',
    mergeButton: 'Merge',
    mergeFolder: 'Keep it in',
    mergeUndo: 'Restore the other contact',
  },

  list: {
    everybody: (total) => `Your contacts: ${number(total)}`,
    folder: (name, total) => `Contacts in “${name}”: ${number(total)}`,
    category: (name, total) => `Contacts with the category “${name}”: ${number(total)}`,
    recent: 'Added last in Outlook',
    show: 'Show',
    showAll: 'All contacts',
    showRecent: 'Recently added',
    part: 'Folder or category',
    none: (name) => `You have no folder or category called “${name}”. Say “${commands.list[0]}” to see them all.`,
  },

  contact: {
    noName: 'No name',
    department: 'Department',
    office: 'Office',
    nickname: 'Nickname',
    company: 'Company',
    job: 'Job title',
    notes: 'Notes',
    email: 'Email',
    mobile: 'Mobile',
    business: 'Work phone',
    home: 'Home phone',
    chatAddress: 'Chat address',
    businessAddress: 'Work address',
    homeAddress: 'Home address',
    otherAddress: 'Other address',
    website: 'Website',
    birthday: 'Birthday',
    spouse: 'Spouse',
    children: 'Children',
    manager: 'Manager',
    assistant: 'Assistant',
    categories: 'Categories',
    keptIn: 'Saved in',
    more: (count) => `…and ${number(count)} more in Outlook`,
    chat: 'Chat',
    call: 'Call',
    mail: 'Mail',
    open: 'Open',
    notesMore: 'Show more',
    notesLess: 'Show less',
    back: 'Back to the list',
    others: (total) => plural(total, { one: 'One other match', other: `${number(total)} other matches` }),
    all: (total) => `All ${number(total)}`,
    gone: 'This contact is no longer in your Outlook. Please search again.',
    missing: {
      phone: 'This contact has no phone number.',
      email: 'This contact has no email address.',
      birthday: 'This contact has no birthday.',
      work: 'This contact has no company or job title.',
      address: 'This contact has no postal address.',
      notes: 'This contact has no notes.',
      other: 'Your contacts don’t say that about this person.',
    },
  },

  contacts: {
    everyone: (total) => `All your contacts: ${number(total)} people`,
    found: (total, query) =>
      plural(total, { one: `One person may match “${query}”`, other: `${number(total)} people match “${query}”` }),
    next: 'More',
    previous: 'Back',
    none: 'There are no more matches.',
  },
  nobody: (query) => `No contact matches “${query}”.`,
  searched: (contacts) =>
    plural(contacts, { one: 'I checked the only one you have.', other: `I checked all ${number(contacts)}.` }),
  searchedRest: 'I checked all the others.',
  tryThis: 'Try a shorter name, a company, a city or a phone number.',
  unread: {
    folder: (path) => `Someone may be missing: Outlook didn’t give me everything in “${path}”.`,
    more: (folders) => `Other folders that aren’t complete: ${number(folders)}.`,
    list: 'Someone may be missing: Outlook didn’t show me all of your folders.',
  },
  didYouMean: 'Did you mean:',
  files: {
    exportOffer: (contacts) =>
      plural(contacts, {
        one: 'A file with your contact. If you allow it, I’ll save it to your OneDrive.',
        other: `A file with your ${number(contacts)} contacts. If you allow it, I’ll save it to your OneDrive.`,
      }),
    exported: (contacts) =>
      plural(contacts, {
        one: 'I’ve saved your contact to your OneDrive. Photos and the end of very long notes may be missing from the file.',
        other: `I’ve saved ${number(contacts)} contacts to your OneDrive. Photos and the end of very long notes may be missing from the file.`,
      }),
    noVCard:
      'I can only import contact files (.vcf), and I found no contacts in that one. Please try again with another.',
    fresh: (contacts) => `New contacts in this file: ${number(contacts)}`,
    nothingNew: 'This file has no new contacts to import.',
    moreNames: (more) => plural(more, { one: 'and one more contact', other: `and ${number(more)} more contacts` }),
    there: (contacts) => `Already in your contacts: ${number(contacts)}. I’ll leave them as they are.`,
    tooMany: (most) => `I’ve only looked at the first ${number(most)}. Please send the rest in another file.`,
    importButton: 'Import new contacts',
    broken: (entries) => `Can’t be imported: ${number(entries)}`,
    brokenEntry: (at, reason) => `Entry ${number(at)}: ${reason}`,
    brokenName: (at, name, reason) => `Entry ${number(at)} (${name}): ${reason}`,
    reasons: {
      cut_off: 'the file ends in the middle of it',
      too_large: 'it’s far larger than any contact',
      group: 'it’s a group and not a person',
      empty: 'it has no name, number or address',
    },
    importGone: 'I don’t have that file any more. Please send it again, then try again.',
    importBegun: 'Importing. First I’m looking at what’s there already.',
    importing: (done, total) => `Importing: ${number(done)} of ${number(total)} so far.`,
    ifStuck: 'If this number stops changing, press “Continue”. Nobody is added twice.',
    goOn: 'Continue',
    imported: (contacts) => `Done. Contacts imported from this file: ${number(contacts)}`,
    leftAlone: (contacts) => `Already in your contacts, and left as they are: ${number(contacts)}`,
    refused: (contacts) => `Outlook didn’t accept: ${number(contacts)}`,
    importedSoFar: (contacts) =>
      contacts === 0
        ? 'Some contacts may be imported already. Nobody is added twice if you continue.'
        : `Contacts imported so far: ${number(contacts)}. Nobody is added twice if you continue.`,
    exportDeclined: 'OK, I haven’t saved anything.',
    notHere:
      'I can only send and receive files in your personal chat with me in Microsoft Teams. If you’re in that chat now, files are turned off, and your administrator can turn them on.',
  },

  reading: {
    first: (folder, of) =>
      of === 1
        ? 'Reading your contacts. Only this first time.'
        : `Reading your contacts (folder ${number(folder)} of ${number(of)}). Only this first time.`,
    changes: 'Checking Outlook for changes…',
    soFar: (contacts) =>
      plural(contacts, { one: 'One contact so far.', other: `${number(contacts)} contacts so far.` }),
  },

  asOf: {
    checking: (ago) => `As of ${ago}. Checking Outlook…`,
    unreachable: (ago) => `As of ${ago}. Outlook isn’t responding right now.`,
    throttled: (ago) => `As of ${ago}. Outlook asked me to slow down.`,
    older: (ago) => `As of ${ago}.`,
  },

  whichName: `Who are you looking for? Say, for example: ${find} Alice`,

  because: {
    company: 'Found by company',
    role: 'Found by job or department',
    city: 'Found by city',
    place: 'Found by postal address',
    category: 'Found by category',
    related: 'Found by family, manager or assistant',
    page: 'Found by website',
    address: 'Found by email address',
    notes: 'Found in your notes',
    noteLine: (line) => `Your notes: “${line}”`,
    phone: 'Found by phone number',
    birthday: 'Found by birthday',
    short_form: 'Another form of the name',
    sound: 'Sounds similar',
    typo: 'Similar spelling',
    layout: 'Typed on another keyboard layout',
  },

  oldButton: 'This button no longer works. Please ask again.',
  answeredBelow: 'Please see my message below.',

  cancelled: 'OK, I’ve cancelled the sign-in.',
  nothingToCancel: 'There’s nothing to cancel.',
  noCodeWanted: 'I’m not waiting for a code. Sign in and I’ll look for these digits in your contacts.',
  noCode: 'I’m not waiting for a code. When you need one, the sign-in page shows it.',
  youAreWelcome: 'You’re welcome!',
  digitsSearched: 'I’m not expecting a sign-in code, so I tried to find these digits in your contacts.',
  notHere: 'I only share your contacts with you.',
  askInPrivate: 'Ask me in private',
  notSetUp: 'Sign-in isn’t set up yet. Your administrator needs to register this app at Microsoft first.',

  signInsUsedUp: (aDay) =>
    `You got ${number(aDay)} sign-in codes within a day but didn’t finish those sign-ins, so I can’t start another one yet. Please try again tomorrow.`,
  tooLong: 'The answer is too long for this chat. Please ask again for something more specific, such as a full name.',
  searchTooLong: 'That search took too long, so I stopped it. Please try again with fewer words or a full name.',
  searchCutShort: 'I stopped this search early, so somebody may be missing. Please try again with a full name.',
  tooManyQuestions: 'That was a lot of questions in a short time. Please wait a minute, then ask again.',

  adminLink: 'Link for your administrator',
  tenantNotAllowed: 'Your organisation isn’t allowed to use this app. The people who run it can change that.',

  application: {
    noSignIn: 'You don’t need to sign in: your organisation lets me read your Outlook contacts, for you alone.',
    nobodyVouches:
      'I can’t tell who you are in this chat, so I don’t read anybody’s contacts here. Please ask again in Microsoft Teams.',
    maybeLimited:
      'For the administrator: if this app was approved for some mailboxes only, add this one to them instead. The link opens every mailbox.',
    instead: {
      nothingConnected:
        'I’ve deleted everything I stored about you. I need no sign-in, so when you ask again, I’ll read your contacts again.',
      noCode: 'There is no code: you don’t need to sign in here. Just ask for someone.',
      welcome: { text: 'Just ask. You don’t need to sign in, and nobody else can see your contacts.' },
      help: {
        lines: [
          `${find} Alice – find someone`,
          'Alice’s birthday – or ask for a phone number, an email address, a company',
          `${commands.export[0]} – get your contacts as a file`,
          `${commands.list[0]} – see all of them, or say ${commands.recent[0]}`,
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

  trouble: {
    microsoft_sign_in_down:
      'Microsoft’s sign-in isn’t working right now. You’re still connected. Please try again in a few minutes.',
    operator_must_act:
      'This app isn’t set up correctly at Microsoft, and your administrator needs to fix that. You’re still connected.',
    contacts_down: 'Outlook isn’t responding right now. Please try again in a few minutes.',
    contacts_throttled: 'Outlook asked me to slow down. Please try again in a minute.',
    contacts_forbidden: 'Outlook doesn’t let me read your contacts. Your administrator can tell you why.',
    contacts_refused:
      'Outlook didn’t accept my request for your contacts, and asking again won’t help. Please tell your administrator.',
    contacts_too_large:
      'Your contacts take more memory than I have, so I can’t search them. The people who run this app can give it more.',
    no_room: 'I’m reading the contacts of many people right now. Please try again in a minute.',
    mailbox_full:
      'Your mailbox is full, so Outlook can’t save anything. Free up some space in Outlook, then try again.',
    changes_forbidden: 'Outlook doesn’t let me change your contacts. Your administrator can tell you why.',
    changes_refused:
      'Outlook didn’t accept this, so nothing was saved. Please check what you typed, and tell your administrator if it looks right.',
    lost_track:
      'I lost track of this before it was finished, so I don’t know whether Outlook made the change. Please look for the contact before you try again.',
    account_on_hold:
      'Microsoft has put your account on hold. Sign in to Outlook on the web and follow the instructions there to verify that it’s you. Then ask again.',
    no_mailbox:
      'Your account has no mailbox in Microsoft 365, so there are no Outlook contacts to search. Your administrator can set up a mailbox for you.',
    no_contacts_address:
      'Microsoft isn’t telling me where your organisation’s contacts are, so I can’t read them right now. You’re still connected. Please try again in a few minutes.',
    file_too_large:
      'That file is too large. Please split it into smaller files and send them one at a time. The limit is 10 MB, or less if the contacts have a lot of text.',
    file_elsewhere:
      'That file isn’t in your organisation’s OneDrive or SharePoint, so I didn’t touch it. If that’s wrong, please tell your administrator.',
    file_gone:
      'I can’t open that file any more. Please send it again or, if you were exporting, ask for the export again.',
    files_down: 'OneDrive isn’t responding right now. Please try again in a few minutes.',
    app_not_approved:
      'Your organisation hasn’t approved this app yet. An administrator can do that with this link, once for everybody, and then nobody has to sign in.',
    store_down: 'I can’t reach my database right now. Please try again in a minute.',
    unexpected: 'Something went wrong on my side. Please try again.',
    reference: (reference) => `Reference: ${reference}`,
  },

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

  page: {
    places: { msteams: 'Microsoft Teams', webchat: 'Web Chat on a web page' },
    labels: { account: 'Microsoft account', person: 'Chat of', place: 'Where' },
    quoted: (name) => `“${name}”`,
    start: {
      title: 'Connect your Outlook contacts',
      what: `This lets ${appName} read (not change) your contacts for this chat:`,
      whatChanges: `This lets ${appName} read and change your contacts for this chat. It changes one only when you ask it to:`,
      account: 'The one you choose next',
      somebody: 'someone without a name',
      warning: `Didn’t start this yourself, or did someone send you here? Press ${cancel}.`,
      kept: (keptFor) =>
        `It reads all contacts and keeps an encrypted copy for ${keptFor}. “${commands.disconnect[0]}” in the chat deletes it.`,
      notKept: `It reads all contacts and keeps no copy. “${commands.disconnect[0]}” in the chat deletes what it stores about you.`,
      button: 'Continue to Microsoft',
      cancel,
    },
    leaving: {
      title: 'Opening Microsoft’s sign-in page',
      text: 'If nothing happens in a few seconds, use this link:',
      link: 'Go to Microsoft',
    },
    again: {
      title: 'One moment',
      text: 'This page is loading once more to finish your sign-in. If nothing happens, use this link:',
      link: 'Load this page again',
    },
    connected: {
      title: 'You’re connected',
      text: (username) => `You signed in as ${username}. You can close this page and go back to the chat.`,
    },
    mismatch: {
      title: 'That’s a different account',
      text: (username) =>
        `You signed in as ${username}, but the chat belongs to a different account, so nothing was connected. If you started this, try again with the account you use in the chat.`,
    },
    code: {
      title: 'One more step',
      text: 'You signed in, but you aren’t connected yet. To confirm that the chat named above is yours, type this code in it:',
      warning: (goodFor) =>
        `Type it only in the chat where you started this sign-in yourself, and don’t give it to anyone else. It’s valid for ${goodFor}.`,
      both: (username, name) =>
        `Press the button only if you are ${name} in Teams. It sends the code to that person’s chat, which can then read the contacts of ${username}.`,
      handOver: 'Send the code to Teams',
    },
    adminApproved: {
      title: 'Thank you',
      text: 'If you approved this app for your organisation, people can now go back to their chat and sign in.',
    },
    adminDeclined: {
      title: 'Not allowed',
      text: 'You didn’t approve this app for your organisation. Nothing was changed. If you change your mind, open the same link again.',
    },
    failed: { title: 'Not connected', text: 'You can close this page. The chat has a button to try again.' },
    notAllowed: 'Nothing was changed',
    close: 'Close',
    expired: {
      title: 'This sign-in is over',
      text: (goodFor) =>
        `It was already used, was cancelled, waited longer than ${goodFor}, or was replaced by a newer one. If the chat doesn’t say that you’re connected, say ${connect} there for a new sign-in.`,
    },
    over: {
      connected: `This sign-in is done, and the chat is connected. You can close this page and go back to the chat. To sign out, say ${commands.disconnect[0]} there.`,
      code: `You’ve signed in, and the page after that shows a code. Type it in the chat. If you closed that page, say ${connect} in the chat for a new sign-in.`,
    },
    wrongBrowser: {
      title: 'This page no longer works',
      text: `This sign-in is already done, or it was started in a different browser and can only be finished there, or this browser doesn’t keep cookies. If the chat doesn’t say that you’re connected, say ${connect} there and press “${inBrowser}” on the card.`,
    },
    malformed: {
      title: 'This link is incomplete',
      text: `Part of the address is missing, so nothing was connected. Say ${connect} in the chat to start again.`,
    },
    tooMany: {
      title: 'Too many at once',
      text: 'A lot of sign-in pages were opened from your network just now, so I can’t show this one. Nothing was changed. Please try again in a minute.',
    },
    trouble: { title: 'That didn’t work' },
  },
}
