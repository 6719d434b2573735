/** Words with several spellings. */
const SAINTS = ['st', 'saint', 'ste', 'sainte', 'sankt', 'sint']
const GENERATIONS = [
  ['jr', 'junior', 'jnr'],
  ['sr', 'senior', 'snr'],
  ['ii', '2nd'],
  ['iii', '3rd'],
  ['iv', '4th'],
]
const WHOLE = new Map(
  [SAINTS, ...GENERATIONS].flatMap((words) => words.map((word) => [word, words.filter((other) => other !== word)])),
)
const NONE: readonly string[] = []

/** Other ways to write a folded word: macdonald and mcdonald, st and saint, jr and junior. */
export function otherWordings(text: string): readonly string[] {
  const known = WHOLE.get(text)
  if (known) return known
  if (text.startsWith('mc')) return text.length > 4 ? [`mac${text.slice(2)}`] : NONE
  if (text.startsWith('mac')) return text.length > 5 ? [`mc${text.slice(3)}`] : NONE
  if (text.startsWith('saint')) return text.length > 7 ? [`st${text.slice(5)}`] : NONE
  return text.startsWith('st') && text.length > 4 ? [`saint${text.slice(2)}`] : NONE
}
