/** Outlook lets us read the contacts of a mailbox but not change them, whatever the person allows. `cause`: what Graph said. */
export class ChangesForbiddenError extends Error {
  override readonly name = 'ChangesForbiddenError'
  constructor(cause: unknown) {
    super('Contacts may not be changed', { cause })
  }
}
