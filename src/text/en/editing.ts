import type { EditingTexts } from '../catalogue/editing.ts'
import { commands } from './commands.ts'
import { number, plural, save } from './words.ts'

export const editing: EditingTexts = {
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
    cancelled: 'OK, I won’t change anything.',
    otherAccount:
      'This was started with a different account from the one you’re signed in with now, so nothing was changed. Please ask again.',
    off: 'Changing contacts is switched off here. The people who run this app can switch it on.',
  },

  news: {
    added: 'Added to your Outlook contacts.',
    changed: 'Saved in Outlook.',
    unchanged: 'There was nothing to change.',
    restored: 'This contact is back in Outlook.',
    kept: 'OK, I didn’t delete this contact.',
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
    whichEntry: {
      edit: (entries) => `You have ${number(entries)} contacts for this person. Which one do you want to edit?`,
      delete: (entries) => `You have ${number(entries)} contacts for this person. Which one do you want to delete?`,
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
      `You can undo this for ${undoFor}. The date the contact was added and any files attached to it can’t be restored.`,
    losesPhoto: 'The photo can’t be restored either.',
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
    mayUndo: (name) =>
      `I already deleted ${name} from your Outlook contacts. To bring this contact back, press “Undo” or say “${commands.undo[0]}”.`,
    undoOver: (undoFor) =>
      `Undo works for ${undoFor} only. You may still find the contact in “Deleted Items” in Outlook.`,
    nothingToUndo: (undoFor) =>
      `There’s nothing to undo: I can bring back a contact that I deleted for you in the last ${undoFor}.`,
    questionOver: `That question is no longer open, so nothing was deleted. Say “${commands.delete[0]}” to ask again.`,
    unclearAnswer: 'I’m not sure what you mean, so I did nothing. Please press a button on the card with the question.',
    mergeWhich: 'Choose the two contacts to merge',
    mergeTwoPeople: (names) =>
      `I didn’t find two contacts for “${names}”. I can only merge contacts of one person, so please say the name that they share, for example: ${commands.merge[0]} Alice`,
    mergeAlone: (name) => `I didn’t find two contacts for “${name}”, so there’s nothing to merge.`,
    mergeTitle: 'Merge these two contacts',
    mergeAgain: 'One of these contacts has just been changed in Outlook. Please check both again.',
    mergeRest: (undoFor) =>
      `If only one contact has a detail, I keep it. Anything Outlook has no room for goes into the notes. If both have a photo, the photo of the contact you keep stays. The other contact is deleted, and you can restore it for ${undoFor}.`,
    mergeLosesPhoto:
      'If the deleted contact has a photo, that photo is lost, because I can’t save photos in a personal account.',
    mergeNext: 'Next',
    mergeButton: 'Merge',
    mergeFolder: 'Keep it in',
    mergeUndo: 'Restore the other contact',
  },

  list: {
    everybody: (total) => `People in your contacts: ${number(total)}`,
    folder: (name, total) => `People in “${name}”: ${number(total)}`,
    category: (name, total) => `People in the category “${name}”: ${number(total)}`,
    recent: 'Added last in Outlook',
    show: 'Show',
    showAll: 'All contacts',
    showRecent: 'Recently added',
    part: 'Folder or category',
    none: (name) => `You have no folder or category called “${name}”. Say “${commands.list[0]}” to see them all.`,
  },
}
