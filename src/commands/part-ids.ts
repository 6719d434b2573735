// How the data of a button, or a typed command, names the part of the contacts that is to be listed.

/** The contacts that were added last. */
export const RECENT = 'recent'
/** Stands before the id of a folder. */
export const FOLDER = 'folder:'
/** Stands before the name of a category. */
export const CATEGORY = 'category:'
/** Stands before a name as a person has typed it, of a folder or a category. */
export const NAMED = 'named:'
