/** The parts of the contacts that can be listed, as a button's `of` names them. */
export const RECENT = 'recent'
/** In front of a name that a person has typed. */
export const NAMED = 'named:'
export const FOLDER = 'folder:'
export const CATEGORY = 'category:'
