import type { QuestionWords } from '../question-words.ts'

const the = '[ (the|a|an|my|our|any|that|this)]'
const is = '( is|[’]s| are| was| were)'
const best = '[(best|current|new|latest|full|direct|main|own|correct|right|exact) ]'
const number = '[ (number|numbers|no|nr|num|#)]'
const touch = '(reach|contact|get hold of|get a hold of|get in touch with)'
const wanted =
  '(what( is|[’]s|s)|(i|we)[ (really|just|also)] (need|want|have|would like|lost|forgot|am looking for)[ to (know|have)]|i[’]d like|(do|did|would) you[ (happen to)] (know|have)|((can|could|may|might) (i|we|you)[ (please|pls|also)] )(have|get|see|know|give me|send me|tell me|find)|(give|send|tell|show) me)'
const people = '(someone|somebody|anyone|anybody|everyone|everybody|people|contacts|those|who)'
const entry = '(contact|contacts|person|entry|card|details|someone|somebody|people)'
const named = `[[ (the|a|an|my|this|that)][ new] ${entry}[ (for|of|named|called|from)]][ {name}]`
const editing = '(edit|change|update|modify|rename)'
const deleting = '(delete|remove|erase)'
const it = '(it|him|her|them|this|that|this one|that one)'
const reach = `(call|phone|ring|dial|${touch})`

/** How people ask in English. */
export const questions: QuestionWords = {
  politeBefore: [
    '(hi|hey|hello|dear)[ (there|bot|all)]',
    'good (morning|afternoon|evening|day)',
    '(please|pls|plz|kindly|quickly|just|excuse me|sorry|well|so|um|ok|okay|quick question)',
    '(thanks|thank you|thx|cheers)[ (a lot|so much|very much|again|for that|for your help)]',
    '(can|could|would|will|might) (you|u|ya)[ (please|pls|kindly|maybe|possibly|quickly|just|be so kind as to|be so kind and)]',
    'would you mind',
    'be so kind[ (as to|and)]',
    'do you think you (can|could)',
    'i (was wondering|wonder)[ (if|whether) you (can|could)]',
    'i was wondering',
    'is it possible to',
    'if possible',
    '(any|no) (idea|clue)',
  ],
  politeAfter: [
    '(please|pls|plz|thanks|thank you|thx|cheers)[ (a lot|so much|very much|in advance|again)]',
    'for me',
    '(again|asap|quickly|now|right now|then|at all|today|these days|nowadays|currently|at the moment)',
    '(in|from|of|to) (my|the|our) ([outlook ]contacts|contact list|address book|phone book|outlook)',
    'in outlook',
    'if (possible|you can|you could|you have it|you don’t mind|you do not mind)',
    'do you know',
    'would you',
    'could you',
    'can you',
    'will you',
  ],
  asking: [
    `who[ (exactly|actually|on earth|again)]${is}${the}`,
    `who[’]s${the}`,
    'whois',
    'is it',
    `[i ](have|want|need|would like) to[ (find|know|get|have|see)]${the}`,
    `who (has|had|owns|uses|called|rang)${the}`,
    'whose( is|[’]s)',
    'whose',
    `(find|search for|search|look for|look up|lookup|look|show|list|get|fetch|open|pull up|bring up|display|give|send|forward|pass|share|need|want|check|check for)[ (me|us|him|her|them)]${the}`,
    `(tell|remind|ask) (me|us)[ (about|of|who)]${the}`,
    'let (me|us) (know|have|see)',
    `i[’]d like to[ (find|know|get|have|see)]${the}`,
    `i( am|[’]m) trying to[ (find|know|get|see)]${the}`,
    `i (need|want|would like|must have)${the}`,
    `i[’](d like|d love)${the}`,
    'to (know|have|get|see|find|look up|show|tell|give|find out)',
    `[i( am|[’]m) ](looking|searching) for${the}`,
    `(do|did) (you|i|we|they) (know|have|have got|remember)${the}`,
    `(have|has) (you|i|we) got${the}`,
    `(is|are)[ there]${the}`,
    `got${the}`,
    '(message|chat with|talk to|talk with|speak to|speak with|meet|skype)',
    `(me|us|out)${the}`,
    '(for|of|about|named|called)',
    `(what|how) about${the}`,
    `(can|could|may|might) (i|we)[ (please|pls|just)][ (have|get|see|know|find|ask for|ask)]${the}`,
    '(everything|anything|all|more|info|information|details) (about|on|of|for)',
    'all of the',
    'all',
  ],
  opening: [
    `[on ](what|which) (day|date) (is|was)`,
    `what( is| are| was| were|s|[’]s)${the}`,
    `(what|which)`,
    `when( is| was|s|[’]s)[ it]${the}`,
    'when',
    `where( is| are|s|[’]s)${the}`,
    `(under|on|at) (what|which)`,
    `i (forgot|lost|don[’]t know|don[’]t have|do not know|do not have|can[’]t remember|can[’]t find|cannot find)${the}`,
    `i[’]ve (lost|forgotten)${the}`,
    '(the|a|an|my|our|any)',
  ],
  ofName: [
    `{name}’s ${best}{fact}[ (is|are)][ (when|what|which|where|soon)]`,
    `{name}’ ${best}{fact}[ (is|are)][ (when|what|which|where|soon)]`,
    `{name}[ (and|also|plus|please|pls|and also|thanks)][ ${wanted}] (his|her|their) ${best}{fact}`,
    `{fact} (do|does|did)${the} {name} (have|use|got)`,
    `{fact}[ (that|which)] {name} (has|uses)`,
    `{fact}[ (that|which)] (i|we|you) (have|know|got|have got) (for|of|on) {name}`,
    `{fact} (do|does|can|should|could) (i|we|you) (have|use|take|call|dial|try)[ (for|of|on|to ${reach})] {name}`,
    `(do|does) {name} have${the} {fact}`,
    `{name} (has|have)${the} {fact}`,
    `{fact}[ (is|are)] (to ${reach}|belonging to|of|for|from|to|with|about|on|at)${the} {name}`,
    '{name} {fact}[ (is|are)]',
    '{name}s {fact}[ (is|are)]',
    '{fact} {name}',
    '{name}’s {thing}',
  ],
  somebody: [
    '(someone|somebody|anyone|anybody|everyone|everybody|people|persons|person|folks|contacts|contact|colleagues|guys|guy|man|woman|lady|gentleman|girl|rep|representative|all people|employees|staff|who|(who|which)[ ones] (among|of|in) (my|our|all my|the) (contacts|people))[ else][ (that|who|which)][ (i know|we know|do i know|do we know|is|are|works|work|worked|working|lives|live|living|sits|sit|comes|come|located|based)][ (located|based|employed|working|living)] (at|in|from|for|of|with|near|named|called|by the name of) {name}',
    '(works|working|lives|living|at|in|from|near|named|called|based in|located in)[ (at|in|for|near)] {name}',
    '{name} (people|persons|employees|staff|contacts|colleagues|guys|folks)[ (at|in|from|of|near) {more}]',
  ],
  between: [
    'at',
    'in',
    'from',
    'for',
    'of',
    'near',
    'and',
    'the',
    'with',
    'on',
    'based',
    'located',
    'working',
    'living',
    '[(who|that) ](is|are|works|work|lives|live)',
  ],
  wishing: [
    `(i|we)( want|[’]d like| would like| need| wish|[’]d love|[ ](have|got)) to`,
    'let (me|us)',
    'let[’]s',
    'help (me|us)[ to]',
    'how (do|can|could|should) (i|we|you)',
    'how to',
  ],
  agreeing: [
    '(yes|yep|yeah|yup|sure|ok|okay|of course)[ (please|do it|go ahead)][ (i want to|i would like to|i’d like to|let’s|you (can|may))]',
  ],
  declining: ['(no|nope|nah)[ (thanks|thank you)]'],
  forbidding: ['(don’t|dont|do not|never)'],
  changes: {
    edit: [`${editing} ${it}`, `(${editing}|${deleting}|add) (his|her|its|their) {more}`, `${editing}${named}`],
    delete: [`${deleting} ${it}`, `${deleting}${named}`],
    merge: [`(merge|combine)${named}`],
    add: [`add${named}`],
  },
  becoming: ['to', 'into'],
  and: ['and', 'or', 'and the', 'as well as', 'plus'],
  everyone: [
    '(all|everyone|everybody|anyone|anybody)',
    '[(all|every|each) ][of ][(the|my|our) ](contacts|contact|people)',
    '[(the|my) ](whole|entire|full|complete) (address book|contact list|list|phone book)',
    '[(the|my|our) ](address book|contact list|phone book)',
  ],
  closings: [
    '(best|kind|kindest|warm|warmest|many)[ (regards|wishes|greetings|thanks)]',
    '(regards|greetings|cheers|thanks|thank you|sincerely|yours|yours sincerely|yours faithfully|yours truly|all the best|take care)',
    '(sent from|get outlook for) {name}',
    '(hi|hello|dear|hey)[ {name}]',
  ],
  when: {
    yesterday: ['yesterday'],
    today: ['today'],
    tomorrow: ['tomorrow', 'tmrw'],
    this_week: ['this week', 'the current week'],
    next_week: ['next week', 'the coming week'],
    this_month: ['this month', 'the current month'],
    next_month: ['next month', 'the coming month'],
    this_year: ['this year', 'the current year'],
    soon: [
      'the next 30 days',
      '[the ]next (few days|few weeks|days|weeks|four weeks|4 weeks|thirty days)',
      '(soon|coming up|upcoming|coming|next)',
    ],
  },
  everything: [
    '[contact ](details|detail|info|infos|information|data|card|profile|entry|record|coordinates)',
    '(vcard|contact)',
  ],
  facts: {
    phone: {
      words: [
        `${best}(phone|telephone|tel)${number}`,
        `${best}(contact|call[ ]back) number`,
        `number to (call|dial|ring)`,
        `${best}(number|numbers|nr|phones|digits|extension|phone details)`,
        '(call|ring|dial|calling|ringing)',
        `(ph|fone)${number}`,
      ],
      questions: [
        `(how|where) (do|can|could|may|might|should|would|to) [(i|we|you|one) ]${reach} {name}[ (by|via|on the) (phone|telephone)]`,
        `(on|at) (what|which) number (do|can|could|should|may) (i|we) ${reach} {name}`,
        `(on|at) (what|which) number is {name}`,
        `(what|which)[ phone] number (do|can|should|could) (i|we) (call|dial|use|ring|try) (for|to ${reach}) {name}`,
        `(reach|get hold of|get a hold of|get in touch with) {name}[ (by|via|on the) (phone|telephone)]`,
        'give {name} a (call|ring|buzz)',
      ],
    },
    mobile: {
      words: [
        `${best}[(work|business|private|personal) ](mobile|cell|cellular|cellphone|handy)[ phone]${number}`,
        '(text message|text|sms|whatsapp|mob)',
      ],
      questions: ['(send|write) {name} (a text|an sms)', '(send|write) (a text|an sms) to {name}'],
    },
    work_phone: {
      words: [
        `(work|office|business|company|desk|direct)[ ](phone|telephone|tel|line|number|landline|extension)${number}`,
      ],
    },
    home_phone: {
      words: [`(home|private|house)[ ](phone|telephone|tel|line|number|landline)${number}`, `landline${number}`],
    },
    email: {
      words: [
        `${best}[(work|business|office|home|private|personal|contact) ](e[ ]mail|mail)[ (address|addresses|adress|addr|id|account)]`,
        '(emails|e mails|mails|write to|write|emailing|mailing)',
      ],
      questions: [
        '(send|write) {name} (an |a )(e[ ]mail|mail)',
        '(send|write) (an |a )(e[ ]mail|mail) to {name}',
        '(how|where) (do|can|could|may|should) (i|we) (e[ ]mail|mail|write to|write) {name}',
      ],
    },
    birthday: {
      words: ['(birth|b)[ ](day|date)s', '(birth|b)[ ](day|date)', 'bday', 'date of birth', '(dob|age|born)'],
      questions: [
        '[on ](when|what day|what date|which day|which date) (was|is|were) {name} born',
        'when {name} was born',
        '{name} was born when',
        'how old (is|are|was) {name}',
        'how old {name} is',
        'how old will {name} be',
        '[in ](what|which) year (was|is) {name} born',
        'when (does|do) {name} (celebrate|have)[ (his|her|their|a)] birthday',
        '[is it ](anyone|anybody|someone|somebody)’s birthday[ (is|on|in)] {name}',
        `[(do|does|will) ]${people}[ (with|has|have|having|is|was|are|were)][ (a|the|their)] (birthday|birthdays|born) {name}`,
      ],
    },
    work: {
      words: [
        '(company|employer|firm|organisation|organization|workplace|work place|business|work|place of work|company name)',
      ],
      questions: [
        'where (does|do|did) {name} work[ (now|at|for)]',
        'where(s| is|[’]s) {name} (working|employed|work)',
        'where {name} (works|is working)',
        '[(for|at|with) ](who|whom|(what|which) (company|firm|organisation|organization|employer)) (does|do|is|are|did) {name} (work|working|employed)[ (for|at|with|by)]',
        'who is {name} with',
        '[(at|for|with|from|in) ](what|which) (company|firm|organisation|organization|employer) (is|are) {name}[ (at|with|from|in)]',
        '(who|(what|which) (company|firm)) {name} works (for|at|with)',
        'who employs {name}',
        '{name} works (where|for whom|for who)',
      ],
    },
    job: {
      words: [
        '(job|position|role|occupation|profession|function)',
        'job (title|position|role|description)',
        '(work|professional) title',
        'title',
      ],
      questions: [
        'what (does|do|did) {name} do[ (for a living|for work|at work)]',
        'what {name} does[ (for a living|for work|at work)]',
        'what( is|[’]s|s) {name} working as',
        '(what|which) (job|role|position|title|kind of job) (does|do) {name} have',
      ],
    },
    department: {
      words: ['(department|team|division|unit)'],
      questions: ['(what|which) (department|team|division|unit) (is|does) {name} (in|at|work in|work for|belong to)'],
    },
    office: {
      words: ['(office|room|desk)[ (number|location)]'],
      questions: [
        '(what|which) (office|room|desk|building) is {name}[ (in|at)]',
        'where does {name} sit',
        'where is {name} sitting',
      ],
    },
    address: {
      words: [
        `${best}[(postal|post|mailing|street|contact) ](address|addresses|adress)`,
        '(location|street|city|town|country|zip|zip code|post[ ]code|postal code|whereabouts)',
      ],
      questions: [
        'where (does|do|did) {name} (live|stay|reside)',
        'where {name} (lives|is living|is)',
        'where( is|[’]s|s) {name}[ (from|based|located|living|at|now|right now|live)]',
        'where (do|can) (i|we) find {name}',
        '(what|which) (city|town|country|place) (is|does) {name} (in|from|live in|live|based in)',
      ],
    },
    work_address: { words: ['(work|office|business|company) (address|location|adress)'] },
    home_address: { words: ['(home|private|personal) (address|adress)'] },
    notes: { words: ['(notes|note|remarks|comments)'] },
    website: { words: ['(website|web site|web page|webpage|homepage|home page|url|site)'] },
    manager: { words: ['(manager|boss|supervisor|superior)'], questions: ['who does {name} report to'] },
    assistant: { words: ['(assistant|secretary|pa)'] },
    spouse: { words: ['(spouse|wife|husband|partner)'], questions: ['who is {name} married to'] },
    children: { words: ['(children|child|kids|kid|sons|son|daughters|daughter)'] },
    nickname: { words: ['(nickname|nick name|nick)'] },
    chat_address: { words: ['(chat|im|skype|teams|sip) (address|name|id|handle)'] },
  },
}
