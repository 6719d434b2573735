// How the data of a button, or a typed command, names the part of the contacts to list.

/** The contacts that were added last. */
export const RECENT = 'recent'
/** The prefix of a folder's id. */
export const FOLDER = 'folder:'
/** The prefix of a category's name. */
export const CATEGORY = 'category:'
/** The prefix of a typed name, of a folder or a category. */
export const NAMED = 'named:'
