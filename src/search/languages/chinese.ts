import { cantoneseOf } from './cantonese.ts'
import { latinOf } from './latin.ts'

// How Chinese names are written in Latin letters: pinyin, the spellings of Taiwan (Wade-Giles) and of Hong Kong.

const HAN = /^\p{Script=Han}+$/u

/** Letters that are pronounced differently in family names. */
const AS_FAMILY_NAME = new Map(
  `单shan 單shan 曾zeng 仇qiu 解xie 任ren 查zha 盖ge 蓋ge 区ou 區ou 朴piao 覃qin/tan 翟zhai 缪miao 繆miao 种chong 秘bi 冼xian 洗xian 乐yue/le 樂yue/le
  员yun 員yun 那na 黑he 折she 召shao 郇xun/huan 晁chao 燕yan 么yao 应ying 應ying 华hua 華hua 宁ning 寧ning 葛ge 纪ji 紀ji 过guo 過guo 牟mu/mou 卜bu 石shi
  柏bai/bo 薄bo 隗wei/kui 祭zhai 尉wei 尹yin 侯hou 繁po 贾jia 賈jia 瞿qu 沈shen 瀋shen 行xing 车che 車che 盛sheng 令ling 幺yao 逄pang 句gou 訾zi 费fei 費fei
  阚kan 闞kan 谌chen/shen 諶chen/shen 重chong 俞yu 干gan 相xiang 万wan 萬wan 肖xiao 蕭xiao 萧xiao 仉zhang 妫gui 嬀gui 臧zang 藏zang 叶ye 葉ye 呂lu 吕lu 岑cen 佴nai 铅qian
  长zhang 都du 弹dan 朝chao 亓qi 郗xi/chi 钭tou 昝zan 爨cuan 邸di 郄qie 桓huan 芮rui 宓mi/fu 乜nie 钟zhong 鍾zhong 鐘zhong 降jiang 教jiao 适kuo 洪hong 红hong 殷yin 荀xun`
    .split(/\s+/)
    .map((pair) => [pair.slice(0, 1), pair.slice(1).split('/')]),
)

/** Family names of two letters. */
const OF_TWO = new Map(
  `欧阳ouyang 歐陽ouyang 司马sima 司馬sima 上官shangguan 诸葛zhuge 諸葛zhuge 司徒situ/szeto/seeto 东方dongfang 東方dongfang 皇甫huangfu 尉迟yuchi 尉遲yuchi 公孙gongsun 公孫gongsun
  慕容murong 宇文yuwen 令狐linghu 夏侯xiahou 长孙zhangsun 長孫zhangsun 万俟moqi 萬俟moqi 澹台tantai 澹臺tantai 单于chanyu 單于chanyu 轩辕xuanyuan 軒轅xuanyuan 端木duanmu 独孤dugu 獨孤dugu
  南宫nangong 南宮nangong 西门ximen 西門ximen 赫连helian 赫連helian 呼延huyan 申屠shentu 闻人wenren 聞人wenren 钟离zhongli 鍾離zhongli 太史taishi 公羊gongyang 濮阳puyang 濮陽puyang 淳于chunyu
  拓跋tuoba 百里baili 东郭dongguo 東郭dongguo 张简changchien 張簡changchien 范姜fanchiang 司空sikong 鲜于xianyu 鮮于xianyu 耶律yelu 完颜wanyan 完顏wanyan 纳兰nalan 納蘭nalan 叶赫yehe 葉赫yehe`
    .split(/\s+/)
    .map((pair) => [pair.slice(0, 2), pair.slice(2).split('/')]),
)

/** Usual spellings of family names in Hong Kong, Taiwan, Singapore and Malaysia that do not follow the rules. */
const ABROAD = new Map(
  `陳陈tan/chin 林lim/lum 黃黄ng/wee/ooi/oei 王ong/heng 吳吴goh/ngo/eng 張张teo/teoh/tiong/cheong 李lee/lie 許许koh/khoo/hui 郭quek/kuok/kok/kwek 鄭郑tay/teh/chang/tee 蔡chua/chai/choy/tsoi 謝谢chia/cheah/tse
  劉刘low/lau/liew 楊杨yeo/yeoh/yong 周chew/chow/joe 洪ang/hung 曾chan/chang/tsang/tseng 沈sim/shum 徐chee/tsui/chui/hsu 葉叶yap/yip/ip 邱khoo/yau/hugh 丘khoo/yau/hiew 蘇苏soh/so/saw 羅罗lo/law/loh 何ho/hor 高ko/kao/kor
  梁leong/leung/neo/nio 宋song/sung 潘phua/poon/pun 胡woo/wu/oh/aw 朱choo/chu/chue 方fang/fong/png/pui 姚yeo/yiu/yew 廖liew/liu/liao 魏gwee/ngai/goay 賴赖lai/loi 鄧邓teng/tang 馮冯fung/foong/pang 盧卢lo/loo/low
  戴tai/tay/te 鍾钟鐘chung/cheong/chong 莊庄chng/chong/chuang 連连lian/lien 傅foo/poh/fu 顏颜gan/ngan 柯kua/quah/or/o 江kang/kong/kiang/chiang 彭phang/pang 余yu/yee/jee/ee 趙赵chiu/chao/teo/jew 關关kwan/kwaan 霍fok
  麥麦mak 石shek/sek/shih 施sze/see/si/shih 白pak/peh/pai 韓韩hon/han 馬马ma/mah/beh 翁ang/yung/weng 鄒邹chow/chau/tsou 熊hung/hsiung 孫孙suen/soon/sng 阮yuen/nguyen/wee 伍ng/eng/wu 歐欧au/ou 區区au/ou 岑shum/sum
  簡简kan/chien 甘kam 黎lai/loi 龍龙lung/loong 雷lui/looi 古koo/ku 譚谭tam/tham 薛sit/sih/hsueh 司徒szeto`
    .split(/\s+/)
    .flatMap((line) => {
      const [, letters = '', latin = ''] = /^(\P{ASCII}+)(.+)$/u.exec(line) ?? []
      const names = letters === '司徒' ? [letters] : Array.from(letters)
      return names.map((name) => [name, latin.split('/')] as const)
    }),
)

/** Where the family name ends in a name without a blank: after one letter, or after two in names such as 欧阳. */
export function familyNameLength(name: string): number {
  return OF_TWO.has(name.slice(0, 2)) && name.length > 2 ? 2 : 1
}

/** The usual Latin spellings of a Chinese family name, including those that its letters alone do not give. Empty for other
 *  words. */
export function chineseFamilyNames(family: string): readonly string[] {
  if (!HAN.test(family) || family.length > 2) return []
  const read = OF_TWO.get(family) ?? AS_FAMILY_NAME.get(family) ?? []
  const pinyin = [...read, ...(family.length === 1 ? pinyinOf(family) : [])]
  const cantonese = family.length === 1 ? cantoneseOf(family) : cantoneseTogether(family)
  return [...new Set([...pinyin, ...pinyin.map(wadeGiles), ...(ABROAD.get(family) ?? []), ...cantonese])]
}

/** Letters whose u has two dots in pinyin: people type it as v, u, yu or ue. */
const WITH_UMLAUT = '吕呂侣侶旅铝鋁屡屢缕縷履律绿綠虑慮率驴驢闾閭榈櫚女'

/** The pinyin of one letter, in the ways in which people type it. */
function pinyinOf(letter: string): string[] {
  const latin = latinOf(letter)
  if (latin === '') return []
  if (!WITH_UMLAUT.includes(letter)) return [latin]
  return ['v', 'u', 'yu', 'ue'].map((vowel) => latin.replace('u', vowel))
}

/** All spellings of a Chinese letter in Latin letters, pinyin first. */
export function spelledLetter(letter: string): string[] {
  const pinyin = pinyinOf(letter)
  return [...new Set([...pinyin, ...pinyin.map(wadeGiles), ...cantoneseOf(letter)])]
}

/** A given name of several letters as one word, in each system: `dawen`, `tawen`, `taiman`. */
export function spelledTogether(letters: string): string[] {
  const of = Array.from(letters)
  const pinyin = of.map((letter) => pinyinOf(letter)[0] ?? '')
  return [...new Set([pinyin.join(''), pinyin.map(wadeGiles).join(''), ...cantoneseTogether(letters)])]
}

/** Several letters as one word, each in its most usual Hong Kong spelling. Empty if one of the letters hardly occurs in names. */
function cantoneseTogether(letters: string): string[] {
  const spelled = Array.from(letters, (letter) => cantoneseOf(letter)[0])
  return spelled.every((one) => one !== undefined) ? [spelled.join('')] : []
}

/** Syllables that the rules of {@link wadeGiles} do not cover. */
const WADE_GILES = new Map(
  'zhi chih chi chih shi shih ri jih zi tzu ci tzu si szu er erh e o you yu yan yen ye yeh yong yung yue yueh gui kuei kui kuei'
    .split(' ')
    .flatMap((pinyin, at, all) => (at % 2 === 0 ? [[pinyin, all[at + 1] ?? ''] as const] : [])),
)

const INITIALS: Record<string, string> = {
  zh: 'ch',
  ch: 'ch',
  sh: 'sh',
  z: 'ts',
  c: 'ts',
  r: 'j',
  j: 'ch',
  q: 'ch',
  x: 'hs',
  b: 'p',
  d: 't',
  g: 'k',
}

/** A syllable of pinyin in the spelling that is usual in Taiwan. */
export function wadeGiles(pinyin: string): string {
  const known = WADE_GILES.get(pinyin)
  if (known !== undefined) return known
  const initial = /^(?:[zcs]h|[bpmfdtnlgkhjqxzcsr])?/.exec(pinyin)?.[0] ?? ''
  const final = pinyin
    .slice(initial.length)
    .replace(/ong$/, 'ung')
    .replace(/ian$/, 'ien')
    .replace(/^(ie|ue)$/, '$1h')
    .replace(/^uo$/, /^[gkh]|^sh/.test(initial) ? 'uo' : 'o')
    .replace(/^e$/, /^[gkh]$/.test(initial) ? 'o' : 'e')
  return (INITIALS[initial] ?? initial) + final
}
