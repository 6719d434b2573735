/** The cookie that ties a sign-in to the browser that began it. */
export type Cookie = { name: string; value: string }

/** Each flow has a name of its own, so that two flows in one browser do not disturb each other. */
export function cookieName(stateHash: string): string {
  return `signin-${stateHash.slice(0, 16)}`
}
