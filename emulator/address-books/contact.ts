/** Graph writes an empty value as null or as ''. */
export type Text = string | null

export type Address = { street?: Text; city?: Text; state?: Text; countryOrRegion?: Text; postalCode?: Text }

/** Graph returns entries without an address, too. */
export type EmailAddress = { name?: string; address?: string }

/** The members of a contact that a person fills in. */
export type Details = {
  categories: string[]
  birthday: Text
  fileAs: Text
  displayName: Text
  givenName: Text
  initials: Text
  middleName: Text
  nickName: Text
  surname: Text
  title: Text
  yomiGivenName: Text
  yomiSurname: Text
  yomiCompanyName: Text
  generation: Text
  imAddresses: string[]
  jobTitle: Text
  companyName: Text
  department: Text
  officeLocation: Text
  profession: Text
  businessHomePage: Text
  assistantName: Text
  manager: Text
  homePhones: string[]
  mobilePhone: Text
  businessPhones: string[]
  spouseName: Text
  personalNotes: Text
  children: string[]
  emailAddresses: EmailAddress[]
  homeAddress: Address
  businessAddress: Address
  otherAddress: Address
}

/** A contact as Graph sends it. Its etag is made from the changeKey. */
export type Contact = {
  id: string
  createdDateTime: string
  lastModifiedDateTime: string
  changeKey: string
  parentFolderId: string
} & Details

/** A top folder, or the default folder, has no `parentFolderId`. */
export type Folder = { id: string; displayName: string; parentFolderId: string | undefined; isDefault: boolean }

/** A person's folders, the default folder first, and their contacts. */
export type AddressBook = { folders: Folder[]; contacts: Contact[] }

/** A contact with every member empty, in Graph's order. */
export function nobody(): Details {
  return {
    categories: [],
    birthday: null,
    fileAs: '',
    displayName: '',
    givenName: null,
    initials: null,
    middleName: null,
    nickName: null,
    surname: null,
    title: null,
    yomiGivenName: null,
    yomiSurname: null,
    yomiCompanyName: null,
    generation: null,
    imAddresses: [],
    jobTitle: null,
    companyName: null,
    department: null,
    officeLocation: null,
    profession: null,
    businessHomePage: null,
    assistantName: '',
    manager: '',
    homePhones: [],
    mobilePhone: '',
    businessPhones: [],
    spouseName: '',
    personalNotes: '',
    children: [],
    emailAddresses: [],
    homeAddress: {},
    businessAddress: {},
    otherAddress: {},
  }
}
