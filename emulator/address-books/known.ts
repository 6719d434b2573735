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

/** People whom the examples in README and docs find, besides Alice and the Adas. */
export const EXAMPLES: readonly Details[] = [
  named('Robert', 'Wolfe', { jobTitle: 'Architect', ...mail('robert.wolfe@woodgrove.example') }),
  named('Mark', 'Down', { companyName: 'Fabrikam', ...mail('mark.down@fabrikam.example') }),
  named('Ingrid', 'Solberg', {
    companyName: 'Northwind Traders',
    department: 'Sales',
    businessAddress: { street: 'Storgata 1', city: 'Oslo', countryOrRegion: 'Norway', postalCode: '0155' },
  }),
]

/** More of these people, who come last in the book. */
export const MORE_EXAMPLES: readonly Details[] = [
  named('Jean-Baptiste', 'Dupont', mail('jb.dupont@tailspin.example')),
  named('R.', 'Srinivasan', mail('r.srinivasan@adatum.example')),
  named('Otto', 'Zorn', { spouseName: 'Zinnia Zorn', businessPhones: ['+1 206 555 0199 x4021'] }),
  named('Giulia', 'Rossi', { mobilePhone: '+7 495 123-45-67', ...mail('giulia.rossi@litware.example') }),
  { ...named('花子', '田中'), displayName: '田中花子', yomiGivenName: 'はなこ', yomiSurname: 'たなか' },
  { ...named('翔太', '佐藤'), displayName: '佐藤翔太', yomiGivenName: 'しょうた', yomiSurname: 'さとう' },
  { ...named('小明', '王'), displayName: '王小明' },
  named('Ewan', 'McGregor', mail('ewan@adatum.example')),
  named('Helen', 'St. Clair', {
    categories: ['Christmas cards'],
    homeAddress: { street: '3 Mill Lane', city: 'Truro', countryOrRegion: 'United Kingdom', postalCode: 'TR1 2AB' },
  }),
  named('Samuel', 'Carter', { displayName: 'Samuel Carter Jr.', generation: 'Jr.' }),
  named('Małgorzata', 'Wiśniewska', mail('malgorzata@lodzkie.example')),
  named('Александр', 'Кузнецов', mail('kuznetsov@litware.example')),
  named('Serhii', 'Bondarenko', mail('serhii@litware.example')),
  named('Mykola', 'Shevchuk', mail('mykola@litware.example')),
  named('Mohammed', 'Al-Amin', mail('m.alamin@tailspin.example')),
  named('Jürgen', 'Müller', mail('jmueller@fabrikam.example')),
  named('Steven', 'Maier', mail('steven.maier@fabrikam.example')),
  named('Job', 'Bakker', { companyName: 'Cakes by Job', businessPhones: ['+1 800 555 2253'] }),
  named('Sinéad', "O'Brien", mail('sinead@woodgrove.example')),
  named('Ursula', 'von der Leyen-Koch', mail('u.koch@woodgrove.example')),
  named('José', 'García', mail('jose.garcia@tailspin.example')),
  named('Marie-Claude', 'Petit', mail('mc.petit@adatum.example')),
  named('Jan', 'van den Berg', mail('jan@adatum.example')),
  named('Abd al-Rahman', 'Haddad', mail('haddad@tailspin.example')),
  named('Григорий', 'Жуков', mail('zhukov@litware.example')),
  { ...named('철수', '김'), displayName: '김철수' },
  { ...named('大文', '陳'), displayName: '陳大文' },
  { ...named('国强', '张'), displayName: '张国强' },
]

/** Contacts without any name. */
export const NAMELESS: readonly Details[] = [
  { ...nobody(), displayName: '', companyName: 'Tailspin Toys', businessPhones: ['+1 425 555 0150'] },
  { ...nobody(), displayName: null, fileAs: null, ...mail('reception@northwind.example') },
  { ...nobody(), displayName: '   ', givenName: '', surname: '', mobilePhone: '+1 425 555 0151' },
  { ...nobody(), displayName: null, givenName: null, surname: null, personalNotes: 'Nothing but a note.' },
]
