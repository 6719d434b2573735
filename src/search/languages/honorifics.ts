import { fold } from './text.ts'

/** Words that people use with a name and that need not be in the contact, folded: forms of address, degrees and generations in
 *  many languages, and small words. They are hardly ever a name themselves. */
export const ALONG: ReadonlySet<string> = setOf(`
  at from in of the and und bei von aus et de chez en with al el
  mr mrs ms mx miss mister missus messrs sir madam dame dr doctor prof professor rev reverend hon honorable esq
  jr sr jnr snr junior senior ii iii iv phd md mba msc bsc llm llb dds cpa mrcp frcs pmp cfa
  herr herrn frau fraulein hr frl frh freiherr freifrau freiin dipl ing med
  mme mlle monsieur madame mademoiselle maitre docteur professeur
  senor senora senorita srta sra dna lic
  senhor senhora senhorita doutor doutora professora dra
  sig signor signore signora signorina dott dottor dottore dottoressa dottssa avv avvocato geom rag arch
  dhr mevr heer meneer mevrouw mw mej drs
  fru froken frk herra rouva
  pani panstwo slecna
  bayan sayin hanim
  shri smt shrimati kumari
  bapak ibu encik puan tuan datuk dato
  sensei sama nim ssi khun
  господин госпожа господину госпоже гн гжа товарищ пані пан
  κυριος κυρια κυριε κος
  السيد السيدة الاستاذ الاستاذة استاذ استاذة الدكتور الدكتورة دكتور دكتورة الشيخ المهندس
  מר גברת גב דר פרופ אדון
  श्री श्रीमती सुश्री जी
  คุณ`)

/** Forms of address that are also names. */
export const ALONG_OR_NAME: ReadonlySet<string> = setOf(`
  lord lady father sister brother fr don dona dom donna pan pak san kun bey bay ji graf grafin baron baroness conte comte`)

function setOf(words: string): ReadonlySet<string> {
  return new Set(fold(words).trim().split(/\s+/))
}

/** Forms of address that are written after a name without a blank, or with a hyphen. */
const BEHIND =
  /(?<=.)(?:さん|さま|様|くん|ちゃん|氏|殿|先生|女士|小姐|太太|老师|老師|同志|总经理|经理|教授|博士|医生|部長|課長|社長|님|씨|선생님|사장님|부장님|과장님|대리님|팀장님|-(?:san|sama|kun|chan|sensei|ssi|nim|ji|bey|hanim))\s*$/iu
/** The same in front of a name. */
const IN_FRONT = /^\s*(?:คุณ|ดร\.)(?=.)/u

/** The query without a form of address that is written together with a name: 田中 for 田中さん. Undefined if it has none. */
export function withoutAddress(query: string): string | undefined {
  const bare = query.replace(BEHIND, '').replace(IN_FRONT, '')
  return bare === query || bare.trim() === '' ? undefined : bare
}
