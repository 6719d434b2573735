/** The names of one language, with its country's phone prefix and cities. */
export type Names = {
  given: readonly string[]
  family: readonly string[]
  /** Whether the family name comes first. */
  familyFirst?: boolean
  country: string
  dial: string
  cities: readonly string[]
  /** The same names in Latin letters, for mail addresses. */
  latin?: { given: readonly string[]; family: readonly string[] }
}

export const NAMES: readonly Names[] = [
  {
    given: ['Ada', 'Jane', 'John', 'Oliver', 'Grace', 'Mary-Jane', 'Henry', 'Ruth', 'Arthur', 'Edith'],
    family: [
      'Smith',
      'O’Brien',
      'Lovelace',
      'Hopper',
      'Smith-Jones',
      'Fairweather',
      'Ashworth',
      "D'Arcy",
      'Turner',
      'Whitfield',
    ],
    country: 'United Kingdom',
    dial: '+44 20',
    cities: ['London', 'Leeds', 'Cardiff'],
  },
  {
    given: ['Zoë', 'Jürgen', 'Anneliese', 'Björn', 'Käthe', 'Günther', 'Ursula', 'Matthias'],
    family: ['Weiß', 'Müller', 'Groß', 'Schröder', 'von der Heide', 'Böhm-Strauß', 'Jäger', 'Straßburger'],
    country: 'Germany',
    dial: '+49 30',
    cities: ['Berlin', 'Köln', 'München'],
  },
  {
    given: ['Łukasz', 'Wiesława', 'Zbigniew', 'Małgorzata', 'Stanisław', 'Agnieszka', 'Ada'],
    family: ['Wójcik', 'Żółkiewski', 'Kowalska-Nowak', 'Dąbrowski', 'Łuczak', 'Śliwa', 'Nowak'],
    country: 'Poland',
    dial: '+48 22',
    cities: ['Warszawa', 'Łódź', 'Kraków'],
  },
  {
    given: ['Bjørn', 'Søren', 'Åse', 'Ingrid', 'Jørgen', 'Maren', 'Håkon', 'Þóra'],
    family: ['Ødegård', 'Sørensen', 'Østergaard', 'Åkesson', 'Bjørnstad', 'Kjærgaard', 'Jónsdóttir'],
    country: 'Norway',
    dial: '+47 22',
    cities: ['Oslo', 'Tromsø', 'Ålesund'],
  },
  {
    given: ['François', 'Hélène', 'Jean-Luc', 'Chloé', 'Aurélie', 'Noël', 'Inès'],
    family: ['Lefèvre', "D'Amboise", 'Béranger', 'Saint-Exupéry', 'Garçon', 'Œuvrard', "L'Hôpital"],
    country: 'France',
    dial: '+33 1',
    cities: ['Paris', 'Orléans', 'Besançon'],
  },
  {
    given: ['José', 'María José', 'Íñigo', 'Begoña', 'João', 'Conceição', 'Núria'],
    family: ['Núñez', 'García Márquez', 'Ibáñez', 'Gonçalves', 'Magalhães', 'Peña', 'de la Cruz'],
    country: 'Spain',
    dial: '+34 91',
    cities: ['Madrid', 'A Coruña', 'Málaga'],
  },
  {
    given: ['İlker', 'Ayşe', 'Işıl', 'Çağla', 'Gökhan'],
    family: ['Yıldız', 'Şahin', 'Öztürk', 'Çelik', 'Aydın'],
    country: 'Türkiye',
    dial: '+90 212',
    cities: ['İstanbul', 'İzmir'],
  },
  {
    given: ['Đorđe', 'Željka', 'Jiří', 'Božena', 'Mihály', 'Ștefan', 'Zsófia'],
    family: ['Đukić', 'Šimić', 'Dvořák', 'Čapek', 'Szőke', 'Țepeș', 'Hőgyes'],
    country: 'Czechia',
    dial: '+420 2',
    cities: ['Praha', 'Brno', 'Zagreb'],
  },
  {
    given: ['Наталья', 'Дмитрий', 'Софія', 'Юрий', 'Олена', 'Елизавета'],
    family: ['Иванова', 'Щербаков', 'Шевченко', 'Чайковский', 'Кравець', 'Ёлкина'],
    latin: {
      given: ['natalya', 'dmitry', 'sofiia', 'yuri', 'olena', 'elizaveta'],
      family: ['ivanova', 'shcherbakov', 'shevchenko', 'tchaikovsky', 'kravets', 'yolkina'],
    },
    country: 'Ukraine',
    dial: '+380 44',
    cities: ['Київ', 'Львів'],
  },
  {
    given: ['محمد', 'فاطمة', 'يوسف', 'ليلى', 'خديجة'],
    family: ['الحسن', 'بن علي', 'المصري', 'حداد', 'النجار'],
    latin: {
      given: ['mohammed', 'fatima', 'youssef', 'layla', 'khadija'],
      family: ['alhassan', 'benali', 'almasri', 'haddad', 'alnajjar'],
    },
    country: 'Egypt',
    dial: '+20 2',
    cities: ['القاهرة', 'الإسكندرية'],
  },
  {
    given: ['נועה', 'דוד', 'יעל', 'אורי', 'שירה'],
    family: ['כהן', 'לוי', 'בן-דוד', 'פרידמן', 'מזרחי'],
    latin: {
      given: ['noa', 'david', 'yael', 'uri', 'shira'],
      family: ['cohen', 'levi', 'ben-david', 'friedman', 'mizrahi'],
    },
    country: 'Israel',
    dial: '+972 3',
    cities: ['תל אביב', 'חיפה'],
  },
  {
    given: ['小明', '伟', '丽华', '雪', '志强'],
    family: ['王', '李', '欧阳', '张', '陈'],
    latin: {
      given: ['xiaoming', 'wei', 'lihua', 'xue', 'zhiqiang'],
      family: ['wang', 'li', 'ouyang', 'zhang', 'chen'],
    },
    familyFirst: true,
    country: 'China',
    dial: '+86 10',
    cities: ['北京', '上海'],
  },
  {
    given: ['さくら', '健太', '美咲', '翔', '葵'],
    family: ['佐藤', '鈴木', '髙橋', '渡邉', '山本'],
    latin: {
      given: ['sakura', 'kenta', 'misaki', 'sho', 'aoi'],
      family: ['sato', 'suzuki', 'takahashi', 'watanabe', 'yamamoto'],
    },
    familyFirst: true,
    country: 'Japan',
    dial: '+81 3',
    cities: ['東京', '大阪'],
  },
  {
    given: ['민준', '서연', '지후', '하은', '도윤'],
    family: ['김', '이', '박', '최', '남궁'],
    latin: {
      given: ['minjun', 'seoyeon', 'jihoo', 'haeun', 'doyun'],
      family: ['kim', 'lee', 'park', 'choi', 'namgung'],
    },
    familyFirst: true,
    country: 'Korea',
    dial: '+82 2',
    cities: ['서울', '부산'],
  },
  {
    given: ['Adaeze', 'Chukwuemeka', 'Wanjirũ', 'Thandiwe', 'Kwame'],
    family: ['Okafor', 'Ngũgĩ', "N'Diaye", 'Mensah', 'Ọláyínká'],
    country: 'Nigeria',
    dial: '+234 1',
    cities: ['Lagos', 'Accra', 'Nairobi'],
  },
]

export const COMPANIES: readonly { name: string; domain: string }[] = [
  { name: 'Contoso', domain: 'contoso.example' },
  { name: 'Fabrikam, Inc.', domain: 'fabrikam.example' },
  { name: 'Northwind Traders', domain: 'northwind.example' },
  { name: 'Smithson & Sons Ltd.', domain: 'smithson.example' },
  { name: 'Woodgrove Bank', domain: 'woodgrove.example' },
  { name: 'Müller & Söhne GmbH', domain: 'mueller-soehne.example' },
  { name: 'Café Élysée', domain: 'elysee.example' },
  { name: 'Østfold Verft AS', domain: 'ostfold-verft.example' },
  { name: 'Łódzkie Zakłady', domain: 'lodzkie.example' },
  { name: 'ООО «Ромашка»', domain: 'romashka.example' },
  { name: '株式会社さくら', domain: 'sakura-kk.example' },
  { name: 'A. Datum Corporation', domain: 'adatum.example' },
  { name: 'Tailspin Toys', domain: 'tailspin.example' },
]

export const DEPARTMENTS = [
  'Sales',
  'Engineering',
  'Procurement',
  'Legal',
  'Human Resources',
  'R&D',
  'Facilities',
] as const
export const JOB_TITLES = [
  'Account Manager',
  'Engineer',
  'Buyer',
  'Counsel',
  'Head of Department',
  'Assistant',
  'Managing Director',
] as const
export const NICKNAMES = ['Bee', 'Mac', 'Sunny', 'Red', 'Doc', 'Ace'] as const
