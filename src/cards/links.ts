/** Where the people of this cloud open Teams, Outlook, and the pages where they withdraw consent. If an address is unset, it is
 *  unknown and its link is left out. */
export type Links = {
  teams: string
  outlook?: string | undefined
  consent?: string | undefined
  personalConsent?: string | undefined
}

/** Opens a chat, or a call. https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/deep-link-teams */
export function teamsLink({ teams }: Links, kind: 'chat' | 'call', user: string): string {
  return `${teams}/l/${kind}/0/0?users=${encodeURIComponent(user)}`
}

/** Dials a number. Like the person's own dial pad, it needs Teams Phone with a calling plan; we cannot know whether they have
 *  one. https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/deep-link-workflow */
export function dialLink(links: Links, number: string): string {
  return teamsLink(links, 'call', `4:${number}`)
}

/** Begins a message in Outlook on the web; undefined if its address is not known. */
export function mailLink({ outlook }: Links, to: string): string | undefined {
  return outlook && `${outlook}/mail/deeplink/compose?to=${encodeURIComponent(to)}`
}
