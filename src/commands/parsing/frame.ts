import type { Grammar } from './grammar.ts'

/** A text without the words around what it asks for. `core`: what is left. `steps`: the text before anything was taken away in
 *  front of it, and after each time. `isAsked`: it begins like a question for somebody. `isOpened`: it begins like a question for a
 *  fact, so what is left is no name by itself. `isSmallTalk`: there is nothing in it but politeness. */
export type Framed = { core: string; steps: string[]; isAsked: boolean; isOpened: boolean; isSmallTalk: boolean }

/** A text without the words of politeness around it, and without those in front of it that say that something is wanted. */
export function withoutWish(text: string, grammar: Grammar): string {
  return withoutAny(text, [grammar.politeAfter, grammar.politeBefore, grammar.wishing])
}

/** A text without the words of politeness around it. */
export function withoutPoliteness(text: string, grammar: Grammar): string {
  return withoutAny(text, [grammar.politeAfter, grammar.politeBefore])
}

/** A text without these frames, as often as they stand around it. */
export function withoutAny(text: string, frames: readonly RegExp[]): string {
  let core = text
  for (;;) {
    const rest = frames.map((frame) => core.replace(frame, '')).find(isLess)
    if (rest === undefined) return core
    core = rest
  }

  function isLess(rest: string): boolean {
    return rest !== core && rest !== ''
  }
}

/** Takes the words away that stand in front of a question and behind it. */
export function withoutFrame(text: string, grammar: Grammar): Framed {
  const framed: Framed = { core: text, steps: [], isAsked: false, isOpened: false, isSmallTalk: false }

  /** @returns whether `frame` was there, and something is left without it. */
  function take(frame: RegExp): boolean {
    const rest = framed.core.replace(frame, '')
    if (rest === framed.core || rest === '') return false
    framed.core = rest
    return true
  }

  while (take(grammar.politeAfter)) continue
  for (;;) {
    framed.steps.push(framed.core)
    if (take(grammar.politeBefore)) continue
    if (take(grammar.asking)) framed.isAsked = true
    else if (take(grammar.opening)) framed.isOpened = true
    else break
  }
  framed.isSmallTalk = framed.core.replace(grammar.politeBefore, '') === ''
  return framed
}
