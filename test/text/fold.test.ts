import { describe, expect, it } from 'vitest'
import { foldTyped } from '../../src/text/fold.ts'
import { cpuMs } from '../timing.ts'

describe('typed text', () => {
  it('has every script’s digits as 0 to 9', () => {
    let sets = 0
    for (let point = 0; point < 0x110000; point += 1) {
      const digit = point >= 0xd800 && point < 0xe000 ? '' : String.fromCodePoint(point)
      if (!/^\p{Nd}$/u.test(digit)) continue
      expect(foldTyped(digit)).toMatch(/^[0-9]$/)
      if (foldTyped(digit) === '0') sets += 1
    }
    expect(sets).toBeGreaterThan(60)
    expect(foldTyped('٠١٢٣٤٥٦٧٨٩ ۰۱۲۳۴۵۶۷۸۹ ०१२३४५६७८९ ๐๑๒๓๔๕๖๗๘๙')).toBe('0123456789 0123456789 0123456789 0123456789')
  })

  it.each([
    ['direction marks', '\u202a+44\u202c \u20667700\u2069\u200e\u200f\u061c', '+44 7700'],
    ['zero-width marks', '\ufeffa\u200bb\u2060c\u180ed', 'abcd'],
    ['soft hyphens', 'Al\u00adice', 'Alice'],
    ['joiners in Latin words', 'f\u200di\u200cnd', 'find'],
    ['fillers that show nothing', '\u3164a\u115f\u1160\uffa0\u034fb', 'ab'],
    ['tags', 'Alice\u{E0041}\u{E007F}', 'Alice'],
    ['variation selectors', '葛\u{E0100}a\ufe0e', '葛a'],
    ['full-width letters', 'Ａｌｉｃｅ　Ｂ', 'Alice B'],
    ['half-width kana', 'ﾔﾏﾀﾞ', 'ヤマダ'],
    ['ligatures', 'ﬁnd', 'find'],
    ['separate accents', 'e\u0301', 'é'],
    ['line breaks and controls', 'a\r\n\tb\u0000c\u2028d', 'a b c d'],
  ])('is without %s, or has them in their usual form', (_what, text, folded) => {
    expect(foldTyped(text)).toBe(folded)
  })

  it.each([
    ['a non-joiner in Persian', 'علی\u200cرضا'],
    ['a joiner in Hindi', 'क्\u200dष'],
    ['a non-joiner in Bengali', 'র\u200c্য'],
    ['a family', '\u{1F468}\u200D\u{1F469}\u200D\u{1F467}'],
    ['a heart with its colour', '❤\ufe0f\u200d\u{1F525}'],
    ['a pilot with a skin colour', '\u{1F469}\u{1F3FD}\u200d✈\ufe0f'],
    ['Arabic’s own number sign', '\u0600'],
  ])('keeps %s', (_what, text) => {
    expect(foldTyped(text)).toBe(text)
  })

  it.each(['ا\u200c', '\u200dا', '\u200c', 'a\u200d\u{1F468}'])('has no useless joiner: %j', (text) => {
    expect(foldTyped(text)).not.toMatch(/[\u200c\u200d]/)
  })

  it('is folded the same a second time', () => {
    for (const text of ['１２', 'ﬁ\u200d', 'O´Brien', '\u{1F468}\u200D\u{1F469}', 'ﷺ', '½'])
      expect(foldTyped(foldTyped(text))).toBe(foldTyped(text))
  })

  it('is folded quickly', () => {
    for (const part of ['\u200d', 'न\u200d', '\u{1F468}\u200d', '٣', ' ', 'ﷺ', '\u0301'])
      expect(cpuMs(() => foldTyped(part.repeat(4_000)))).toBeLessThan(500)
  })
})
