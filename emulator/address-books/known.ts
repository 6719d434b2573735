import { type Details, nobody } from './contact.ts'

/** The only Alice in Megan's book. Every member that a card can show is filled in. */
export const ALICE: Details = {
  ...nobody(),
  displayName: 'Alice Admin',
  givenName: 'Alice',
  surname: 'Admin',
  fileAs: 'Admin, Alice',
  nickName: 'Ali',
  title: 'Dr.',
  jobTitle: 'Head of Administration',
  companyName: 'Contoso',
  department: 'Administration',
  officeLocation: '18/2111',
  manager: 'Miriam Graham',
  emailAddresses: [
    { name: 'Alice Admin', address: 'aadmin@contoso.example' },
    { name: 'Alice Admin (home)', address: 'alice.admin@mail.example' },
  ],
  businessPhones: ['+1 425 555 0101', '+1 425 555 0102'],
  mobilePhone: '+1 425 555 0199',
  homePhones: ['+1 206 555 0123'],
  imAddresses: ['aadmin@contoso.example'],
  businessHomePage: 'https://contoso.example/admin',
  businessAddress: {
    street: '1 Contoso Way',
    city: 'Redmond',
    state: 'WA',
    countryOrRegion: 'United States',
    postalCode: '98052',
  },
  homeAddress: {
    street: '12 Elm Street',
    city: 'Seattle',
    state: 'WA',
    countryOrRegion: 'United States',
    postalCode: '98101',
  },
  birthday: '1984-05-17T11:59:00Z',
  personalNotes: 'Prefers calls in the morning.',
}

const named = (givenName: string, surname: string, more: Partial<Details> = {}): Details => ({
  ...nobody(),
  displayName: `${givenName} ${surname}`,
  givenName,
  surname,
  ...more,
})

const mail = (address: string) => ({ emailAddresses: [{ name: address, address }] })

/** Names that more than one contact has: several Adas, several Smiths, one Ada Smith. */
export const NAMESAKES: readonly Details[] = [
  named('Ada', 'Lovelace', {
    companyName: 'Analytical Engines',
    jobTitle: 'Programmer',
    ...mail('ada@analytical.example'),
  }),
  named('Ada', 'Smith', {
    companyName: 'Northwind Traders',
    ...mail('ada.smith@northwind.example'),
    mobilePhone: '+44 20 7946 0011',
  }),
  named('Ada', 'Yonath', { companyName: 'Weizmann Institute', ...mail('ada.yonath@weizmann.example') }),
  named('Jane', 'Smith', { companyName: 'Woodgrove Bank', ...mail('jane.smith@woodgrove.example') }),
  named('John', 'Smith', { companyName: null, businessPhones: ['+44 20 7946 0012'] }),
  named('Łukasz', 'Smith-Żółkiewski', { companyName: 'Łódzkie Zakłady', ...mail('lukasz.smith@lodzkie.example') }),
]

/** Texts that break a card that trusts them: markup, Markdown, a mention, characters that reverse the writing direction. */
export const HOSTILE: readonly Details[] = [
  {
    ...nobody(),
    displayName: '<script>alert("x")</script>',
    givenName: '<b>Robert</b>',
    surname: '"); DROP TABLE --',
    companyName: 'Markup & Söhne <GmbH>',
  },
  {
    ...nobody(),
    displayName: '[click **here**](https://evil.example) `code` _Mark_',
    givenName: 'Mark',
    surname: '# Down',
    jobTitle: '| a | b |',
  },
  {
    ...nobody(),
    displayName: '<at>Everyone</at> {{DATE(2020-01-01)}}',
    givenName: 'Everyone',
    companyName: '‮lanigiro‬',
    ...mail('everyone@evil.example'),
  },
]

/** Contacts without any name. */
export const NAMELESS: readonly Details[] = [
  { ...nobody(), displayName: '', companyName: 'Tailspin Toys', businessPhones: ['+1 425 555 0150'] },
  { ...nobody(), displayName: null, fileAs: null, ...mail('reception@northwind.example') },
  { ...nobody(), displayName: '   ', givenName: '', surname: '', mobilePhone: '+1 425 555 0151' },
  { ...nobody(), displayName: null, givenName: null, surname: null, personalNotes: 'Nothing but a note.' },
]
