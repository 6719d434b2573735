import type { TroubleTexts } from '../catalogue/trouble.ts'

export const trouble: TroubleTexts = {
  oldButton: 'This button no longer works. Please ask again.',
  answeredBelow: 'Please see my message below.',
  tooManyQuestions: 'That was a lot of questions in a short time. Please wait a minute, then ask again.',

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
}
