import { type Details, nobody } from '../emulator/address-books/contact.ts'

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
    emailAddresses: [{ name: 'everyone', address: 'everyone@evil.example' }],
  },
]
