// Every cost of the ranking. The hit with the lowest cost comes first. A hit's cost is the sum of
// - where the words of the query were found (FIELD_COST),
// - how each of them was found,
// - how well they fit the contact as a whole,
// - how freely the query had to be read. Telephone numbers, addresses and names without spaces are searched as a whole. Their
//   cost depends on how much of them was typed.
//
// 0 is the whole name. 1 is a word of which only the beginning was typed; all costs are measured in this unit. A hit below 1 is
// sure. If there is a sure hit, hits by sound or typo are not shown.

/** The cost of a word that was found in this field, from the cheapest to the most expensive; this is also the order of `FIELDS`.
 *  The most expensive field of a hit counts in full, see `COST.everyField` for the others. */
export const FIELD_COST = {
  /** People search by name. */
  name: 0,
  /** Nicknames and "file as" are names, too, but the name itself comes first among equals. */
  nickname: 0.15,
  /** The part of an address before the @ is mostly made from the name. Below half a unit, so it is better than the beginning of a
   *  name. */
  local: 0.35,
  /** "Dr" and "Jr" say something about the person, but they are typed along with a name and many people share them. */
  title: 0.5,
  /** Many people share a company, so it costs more than any part of a person's own name. */
  company: 0.6,
  /** The host of an address usually repeats the company, but less clearly. */
  domain: 0.7,
  /** Job, department and office: above 1, so that the beginning of a name comes before a whole word of a role. */
  role: 1.15,
  /** Cities: like roles. Many surnames are names of cities. */
  city: 1.15,
  /** Streets, postal codes, states and countries: after cities, because people search by town more often, and everybody in a
   *  country shares its name. Still less than the beginnings of two words. */
  place: 1.3,
  /** Categories: like places, many people share one. They come just after places, because a place is a fact and a category is the
   *  owner's note. */
  category: 1.35,
  /** Husband or wife, children, manager and assistant: names, but of other people. A match in a contact's own name comes first,
   *  even by its beginning or by a nickname. So does a whole word in a job or a city. */
  related: 1.4,
  /** The address of a web page mostly repeats the company, like `domain`, but it comes after everything about the person. */
  page: 1.45,
  /** `com` and `de` say almost nothing. Less than `notes`, because somebody who types a whole address means it. */
  ending: 2.5,
  /** Notes may mention anybody: they come after every other field, even after two words with two typing errors each. */
  notes: 6,
  /** Telephone numbers have their own costs, see `COST.phone…`. */
  phone: 0,
  /** So have birthdays, see `COST.birthday`. */
  birthday: 0,
} as const

export const COST = {
  // How a word was found.

  /** The word of the query is the beginning of a word: the unit that the other costs are measured by. */
  begun: 1,
  /** For each letter that was not typed, so that `ali` finds Alim before Alistair. At most ten letters count
   *  (`MOST_MISSING_LETTERS`): the beginning of a name then costs 1.2, still less than a whole word of a role or a city. */
  missingLetter: 1 / 50,
  /** The word is a single letter, an initial. It costs as much as the beginning of a word, because it stands for one. */
  initial: 1,
  /** Another spelling of the same word in the same script, such as an Arabic name without its article: more than the word itself,
   *  but a sure hit. */
  respelled: 0.4,
  /** A name in another script, spelled in Latin letters in one of the usual ways (or the other way round): slightly less exact
   *  than `respelled`, as several names may be written alike. Still a sure hit. */
  otherScript: 0.5,
  /** The same for fewer than five letters that were typed in another script: they are more likely the beginning of a name in the
   *  script that was typed, so this is more than `begun` with all its `missingLetter`s. */
  otherScriptFewLetters: 1.25,
  /** A nickname, or the full name for a nickname: more than the beginning of a word, because contacts with the typed name itself
   *  come first. */
  nickname: 1.3,
  /** Another spelling of the same name, such as Serhii for sergey: less than the beginning of a word, so that `jon smith` finds
   *  John Smith before Jane Smith-Jones. More than `otherScript`, because people do distinguish such spellings. */
  otherSpelling: 0.7,
  /** Another short form of the same full name, or a short form that is a full name itself: Ali for sandra, because both can stand
   *  for Alexandra. They are usually different people, so this is unlikely, see `UNLIKELY`. */
  unrelatedNickname: 2.5,
  /** Added for a distance of 1 between two nicknames. It sorts the usual names before the unusual ones, and is much smaller than
   *  the step from `nickname` to `sound`. */
  nicknameDistance: 1 / 25,
  /** A Latin name for a typed Arabic or Hebrew one: these scripts write no vowels, so this is more than `otherScript` and
   *  `nickname`. Still less than `sound`, as the letters say more than the sound. */
  consonants: 1.4,
  /** The same Slavic name by another rule for Latin letters (Iuliia for yulia): less of a guess than a similar sound. */
  otherLatin: 1.5,
  /** A word that sounds similar: an educated guess, so it costs more than all of the above. */
  sound: 1.6,
  /** For each letter in which two words that sound alike still differ after smoothing their spelling. Even one such letter makes
   *  the word more expensive than `oneTypo`. */
  soundEdit: 0.45,
  /** For each letter in which their spellings differ: sorts words with the same sound. */
  soundLetter: 1 / 50,
  /** One letter is wrong: more than a word that sounds the same, less than one that only nearly does. */
  oneTypo: 1.9,
  /** Two letters are wrong: much less likely to be meant than a word with `oneTypo`. */
  twoTypos: 3.1,
  /** The first letter is among the wrong ones: people rarely mistype it. */
  firstLetterTypo: 0.1,
  /** A typo in a name from another script: `otherScript` and `oneTypo` together, because both are assumed. `otherScriptEdit` is
   *  added for each letter. */
  otherScriptTypo: 2.4,
  /** For each wrong letter of such a name. One of them costs more than `twoTypos` in a name of the same script. */
  otherScriptEdit: 1,
  /** An Arabic or Hebrew name for a Latin word with the same single consonant. Many names match by chance, so this is more than
   *  `twoTypos`. */
  oneConsonant: 3.6,
  /** The same for two consonants. Fewer names match by chance, but it is still more than `oneTypo`. */
  twoConsonants: 2.6,
  /** The same for three or more consonants, which hardly match by chance. Still more than `oneTypo`, because the vowels are
   *  guessed. */
  threeConsonants: 2.1,
  /** Taken off `twoConsonants` if the long vowels agree as well. Then it is less than `threeConsonants`. */
  longVowels: -0.8,
  /** For each letter by which such names differ in length. More than `missingLetter`, because it also shows whether the match is
   *  by chance. */
  consonantsLength: 1 / 20,
  /** For each wrong letter of a name that is only suggested ("did you mean"). Suggestions are never mixed with hits, so this is
   *  only compared with `missingWord`: three wrong letters, the most allowed, cost less. */
  suggestedEdit: 1.5,

  // How the words of the query fit a contact as a whole.

  /** Each word adds this share of its field's cost, and the most expensive field is added once in full. So two words in the
   *  company cost little more than one word. */
  everyField: 1 / 10,
  /** For each word of the name that was not typed: of two hits, the shorter name fits better. A hundred such words would cost as
   *  much as the beginning of one word. */
  unaskedName: 1 / 100,
  /** The words of the query are in another order than in the contact. Less than `unaskedName`: it only decides between the same
   *  words. */
  otherOrder: 0.005,
  /** Two words of the query had to share one word of the contact (`alice ali`): as much as the beginning of a word. */
  sharedWord: 1,
  /** A word that is only said along with a name (`dr`, `from`) is not in the contact. More than the beginnings of two words:
   *  contacts that have all the words come first. */
  leftOut: 2.5,
  /** The same for a word that may also be a name (`don`). It costs more, and the hit is unlikely. */
  leftOutName: 2.7,

  // How freely the words of the query were read.

  /** Two or three words were joined to a word that somebody has (`mc gregor`): slightly doubtful. */
  joined: 0.2,
  /** They were joined to the beginning of a word. Two guesses in one, so this is more than `begun`, which is added. */
  joinedBegun: 1.2,
  /** One word was split into two or three (`vonderleyen`): a bit more doubtful than joining, because the word could be split in
   *  other places. */
  split: 0.3,
  /** Two or three letters were read as initials (`jb dupont`): more doubtful than a split, whose parts are longer. */
  initials: 0.5,
  /** The initials of a Chinese name in pinyin: more than the beginning of a word, because a few letters are mostly the beginning
   *  of a name. */
  pinyinInitials: 1.25,
  /** The contact only has the initial of a typed name (R for ravi): more than the beginning of a word, because many names have
   *  this initial. */
  nameForInitial: 1.5,
  /** A middle name was typed that the contact does not have: as much as `nameForInitial`. */
  unknownMiddleName: 1.5,
  /** A word in another script was read as the beginning of a name in Latin letters. `begun` is added, so this comes after whole
   *  names in another script (`otherScriptFewLetters`). */
  begunInLatin: 1.3,
  /** The query was read as typed with another keyboard switched on: as much as `oneTypo`, so that it comes before two typos. */
  otherKeyboard: 1.9,
  /** A telephone number, an address or a name without spaces was found, and its words were searched as well: a whole address
   *  still comes first. */
  besides: 0.15,
  /** All contacts were asked for: more than a whole word of a name, so that somebody called All comes first, but so little that
   *  all contacts are still listed. */
  everyone: 0.5,
  /** One word of the query was left out to suggest somebody. More than three times `suggestedEdit`: contacts that have all words,
   *  however misspelled, are suggested first. */
  missingWord: 5,

  // Telephone numbers, by how much of the number was typed.

  /** The whole number. */
  phoneWhole: 0,
  /** The whole number, stored without its country code. */
  phoneCountry: 0.1,
  /** The end of the number, which is the part that people remember. */
  phoneEnd: 0.2,
  /** Any other part of it: as much as the beginning of a word. */
  phonePart: 1,
  /** A few digits in the middle of a number, or characters in the middle of an address, which somebody may have by chance
   *  (`FEW_CHARACTERS`). The hit is unlikely. */
  fewInMiddle: 2.5,
  /** Only an extension, in full: colleagues know each other by their extensions, so this is less than the end of a number. */
  extensionAlone: 0.15,
  /** An extension was typed behind the number, and the contact has another one or none: the switchboard is the same, but it is
   *  probably another person, so this is as much as the beginning of a word. */
  otherExtension: 1,

  /** Other words stand around a whole address or number, as in a pasted signature, and the contact does not have them all: still
   *  a sure hit, because nobody else has that address. */
  otherWords: 0.5,
  /** The same if the contact does have all the words, in whatever spelling: among several people at one switchboard, this one is
   *  meant. */
  likeWords: 0.25,

  // Birthdays.

  /** The day and the month: a sure hit. People whose name matches, such as somebody called May, come first. */
  birthday: 0.15,
  /** The month or the year alone: many share it. */
  birthdayPart: 0.6,

  // Addresses, by how much of the address was typed.

  /** The whole address. */
  addressWhole: 0,
  /** Everything before the @, or everything after it. Many addresses share a host, so a whole address comes first. */
  addressHalf: 0.1,
  /** The beginning of either. Less than the beginning of a name, because people mostly type addresses from their beginning. */
  addressBegun: 0.6,
  /** Any other part of it: more than the beginning of a word. */
  addressPart: 1.2,

  // Names in scripts without spaces, by where in the name the typed letters are.

  /** The whole name. */
  unspacedWhole: 0,
  /** Its beginning: the family name. Less than `begun`, because it mostly is a whole word. */
  unspacedStart: 0.5,
  /** Its end: the given name. A bit more than the family name, which is typed alone more often. */
  unspacedEnd: 0.6,
  /** Its middle: more than the beginning of a word, because it is probably not a word at all. */
  unspacedMiddle: 1.5,
} as const

// Limits between costs.

/** A hit below this is sure. */
export const SURE = COST.begun
/** If a word costs this or more, the contact is probably not meant. */
export const UNLIKELY = 2.5
/** A number rarely has more digits than this in its middle by chance. Four given digits are in the middle of about one number in
 *  a thousand. */
export const FEW_CHARACTERS = 4
/** From this cost on, more than one letter is wrong: just above `oneTypo` with `firstLetterTypo`. */
export const MORE_THAN_ONE_TYPO = 2.05
/** How many missing letters after the beginning of a word count, see `COST.missingLetter`. */
export const MOST_MISSING_LETTERS = 10
/** A contact without a name to show counts as one whose name has this many words, so that by `COST.unaskedName` it comes after
 *  all others. */
export const NAMELESS = 100
/** Costs are rounded to this step, so that equal hits are equal however their costs were added up. */
export const COST_STEP = 1 / 1024
