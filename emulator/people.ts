/** An organisation with its own directory. */
export type Tenant = { tid: string; name: string; domain: string }

/** A person with a work account. Without a `mailbox` the account has no Exchange licence. */
export type Person = {
  oid: string
  tid: string
  name: string
  givenName: string
  surname: string
  /** The user principal name, which the person signs in with. */
  username: string
  mailbox: boolean
}

export const contoso: Tenant = {
  tid: '6b1f2c0a-53d4-4a57-9c2e-3f0d9a8e7b11',
  name: 'Contoso',
  domain: 'contoso.example',
}
export const fabrikam: Tenant = {
  tid: 'c2a7d9e4-1f36-4b0c-8d52-7e94ab31f622',
  name: 'Fabrikam',
  domain: 'fabrikam.example',
}

export const megan: Person = {
  oid: '48d31887-5fad-4d73-a9f5-3c356e68a038',
  tid: contoso.tid,
  name: 'Megan Bowen',
  givenName: 'Megan',
  surname: 'Bowen',
  username: 'megan.bowen@contoso.example',
  mailbox: true,
}
export const alex: Person = {
  oid: '4782e723-f4f4-4af3-a76e-25e3bab0d896',
  tid: contoso.tid,
  name: 'Alex Wilber',
  givenName: 'Alex',
  surname: 'Wilber',
  username: 'alex.wilber@contoso.example',
  mailbox: true,
}
/** Has no mailbox: Graph answers MailboxNotEnabledForRESTAPI. */
export const nestor: Person = {
  oid: '089a6bb8-e8cb-492c-aa41-c078aa0b5120',
  tid: contoso.tid,
  name: 'Nestor Wilke',
  givenName: 'Nestor',
  surname: 'Wilke',
  username: 'nestor.wilke@contoso.example',
  mailbox: false,
}
export const lidia: Person = {
  oid: '2ed03dfd-01d8-4005-a9ef-fa8ee546dc6c',
  tid: fabrikam.tid,
  name: 'Lidia Holloway',
  givenName: 'Lidia',
  surname: 'Holloway',
  username: 'lidia.holloway@fabrikam.example',
  mailbox: true,
}

export const tenants: readonly Tenant[] = [contoso, fabrikam]
export const people: readonly Person[] = [megan, alex, nestor, lidia]
