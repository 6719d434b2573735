import type { ContactTexts } from '../catalogue/contacts.ts'
import { find, number, plural } from './words.ts'

export const contacts: ContactTexts = {
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
    birthdays: (total, days) => `Birthdays for “${days}”: ${number(total)}`,
    next: 'More',
    previous: 'Back',
    none: 'There are no more matches.',
  },
  nobody: (query) => `No contact matches “${query}”.`,
  nameSharers: (total, part) => `${number(total)} people have “${part}” in their name:`,
  noBirthdays: (days) => `I found no birthdays for “${days}” in your contacts.`,
  askForBirthdays:
    'For birthdays, ask for example: whose birthday is today, birthdays this month, birthdays in May, birthdays on 14 May.',
  searched: (contacts) =>
    plural(contacts, { one: 'I checked the only contact you have.', other: `I checked all ${number(contacts)}.` }),
  searchedRest: 'I checked all the other contacts.',
  tryThis: 'Try a shorter name, a company, a city or a phone number.',
  unread: {
    folder: (path) => `Someone may be missing: Outlook didn’t give me everything in “${path}”.`,
    more: (folders) => `Other folders that aren’t complete: ${number(folders)}.`,
    list: 'Someone may be missing: Outlook didn’t show me all of your folders.',
  },
  didYouMean: 'Did you mean:',

  reading: {
    first: (folder, of) =>
      of > 1
        ? `Reading your contacts (folder ${number(folder)} of ${number(of)}). This happens only the first time.`
        : 'Reading your contacts. This happens only the first time.',
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
  // The word “find” shows what to type to look for digits at any time.
  digitsSearched: 'I’m not expecting a sign-in code, so I tried to find these digits in your contacts.',
  answerTooLong:
    'The answer is too long for this chat. Please ask again for something more specific, such as a full name.',
  searchTooLong: 'That search took too long, so I stopped it. Please try again with fewer words or a full name.',
  searchCutShort: 'I stopped this search early, so somebody may be missing. Please try again with a full name.',
}
