import type { Grammar } from './grammar.ts'

/** A text without the words around its subject. `core`: the rest. `steps`: the text before any word was removed from its
 *  beginning, and after each removal. `isAsked`: it begins like a question for a person. `isOpened`: it begins like a question
 *  for a fact, so the rest alone is not a name. `isSmallTalk`: it contains only politeness. */
export type Framed = { core: string; steps: string[]; isAsked: boolean; isOpened: boolean; isSmallTalk: boolean }

/** A text without the words of politeness around it, and without the words in front that express a wish. */
export function withoutWish(text: string, grammar: Grammar): string {
  return withoutAny(text, [grammar.politeAfter, grammar.politeBefore, grammar.wishing])
}

/** A text without the words of politeness around it. */
export function withoutPoliteness(text: string, grammar: Grammar): string {
  return withoutAny(text, [grammar.politeAfter, grammar.politeBefore])
}

/** A text without “please” and the like around it. What it names as a place stays: “delete me from my contacts”. */
export function withoutPlea(text: string, grammar: Grammar): string {
  return withoutAny(text, [grammar.pleaAfter, grammar.politeBefore])
}

/** A text without these frames, however often they surround it. */
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

/** Removes the words before and after a question. */
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
