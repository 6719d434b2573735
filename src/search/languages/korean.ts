const HANGUL = /^[\uac00-\ud7a3]+$/

/** Korean family names with their usual Latin spellings, which letter by letter would come out differently. */
const FAMILY_NAMES = new Map(
  `김 kim gim 이 lee yi rhee 박 park pak 최 choi choe 정 jung jeong chung 강 kang gang 조 cho jo 윤 yoon yun 장 jang chang 임 lim im rim
  오 oh 서 seo suh 신 shin sin 권 kwon gwon 황 hwang 안 ahn an 송 song 류 ryu yoo 유 yoo yu 홍 hong 전 jeon chun jun 고 ko go koh
  문 moon mun 양 yang 손 son sohn 배 bae pae 백 baek paik baik 허 heo hur huh 남 nam 심 shim sim 노 noh roh no 하 ha 곽 kwak 성 sung seong
  차 cha 주 joo ju 우 woo wu 구 koo ku gu 민 min 나 na ra 진 jin 지 ji chi 엄 um eom 원 won 천 chun cheon 방 bang 공 kong gong
  현 hyun hyeon 함 ham 변 byun byeon 염 yum yeom 여 yeo 추 choo chu 도 do 석 suk seok 선 sun seon 설 seol sul 마 ma 길 gil kil
  연 yeon yun 위 wi 표 pyo 명 myung myeong 기 ki gi 반 ban 왕 wang 금 keum geum 옥 ok 육 yook 인 in 맹 maeng 제 je 모 mo 탁 tak 국 kook guk`
    .split(/\s+(?=[\uac00-\ud7a3])/)
    .map((line) => line.split(/\s+/))
    .map(([name = '', ...latin]) => [name, latin]),
)

/** The usual Latin spellings of a Korean family name, or of the family name that a whole name in one word begins with. Empty for
 *  other words. */
export function koreanFamilyNames(raw: string): readonly string[] {
  return HANGUL.test(raw) ? (FAMILY_NAMES.get(raw.slice(0, 1)) ?? []) : []
}
