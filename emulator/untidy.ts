/** The ways in which the real Microsoft is less tidy than this emulator. Each is off by default, and a bot must work with all of
 *  them switched on. An event that makes a request fail is a fault (`faults.ts`), not one of these. docs/untidy.md lists them. */
export const UNTIDINESS = {
  federated:
    'Entra passes the browser on to the organisation’s own sign-in server, which has another origin and a page.',
  'federated-silently': 'The organisation’s own server knows the browser already, and redirects it straight back.',
  'stay-signed-in': 'Entra asks “Stay signed in?” on a separate page before it goes on.',
  'no-user-name': 'The id token has no `preferred_username`.',
  'short-scopes': 'The token answer names the granted rights by short names, in capitals.',
  'unendorsed-keys': 'Tokens of every channel but Teams are signed by a key that carries no endorsements.',
  'other-spelling': 'A token writes the service URL in another case, and without the slash at the end.',
  'recorded-shapes': 'Activities have the fields that were recorded from Teams, and mentions are spans in HTML.',
  'mention-last': 'The mention of the bot comes after the text.',
  'mention-without-text': 'The entity of a mention does not say how the mention is written.',
  'html-only': 'A message has its text only in an HTML attachment.',
  'text-without-address': 'The text of a message lacks an address in angle brackets, which its HTML has.',
  'office-html': 'The HTML of a message has the markup that Word and Outlook put around copied text.',
  'no-timestamp': 'An activity does not say when it was sent.',
  'no-conversation-type': 'An activity does not say which type its conversation has.',
  'stamps-out-of-order':
    'The time of the notice that the app was removed is four seconds after that of the notice that it was added again.',
  'invokes-twice': 'A pressed button is delivered twice at the same time, each time under a different id.',
  'roster-refused': 'The channel does not tell who the members of a conversation are.',
  'conflict-without-precondition':
    'The first change of a contact since it was last changed is refused with 412, although no precondition was sent.',
  'if-match-ignored': 'A change is made even if its If-Match names an older version of the contact.',
  'key-moves': 'A new contact gets another change key two seconds after it was made.',
  'answers-lost': 'For every second change of a contact, the answer is lost after the change was made.',
  'invisible-characters': 'Typed text contains invisible characters, as pasted text does.',
} as const

export type Untidiness = keyof typeof UNTIDINESS

/** What is switched on. Tests may change it at any time. */
export type Untidy = Set<Untidiness>

export const EVERYTHING = Object.keys(UNTIDINESS) as Untidiness[]
