// The pages on the way to Microsoft.
import type { ChatUser } from '../connection/chat-user.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { escape, type Page, page } from './page-layout.ts'
import { sides } from './sides.ts'

/** Names who asked and where, and does nothing until a button is pressed.
 *  @param changes whether the sign-in asks for permission to change contacts */
export function startPage(
  ticket: string,
  { user, changes }: { user: ChatUser; changes?: true | undefined },
  keepMs: number,
  catalogue: Catalogue,
): Page {
  const words = catalogue.page.start
  const data = keepMs > 0 ? words.kept(catalogue.format.duration(keepMs)) : words.notKept
  return page(
    200,
    words.title,
    `<p>${escape(changes ? words.whatChanges : words.what)}</p>
${sides(words.account, user, catalogue)}
<p>${escape(words.warning)}</p>
<form id="continue" method="post" action="/auth/start"><input type="hidden" name="ticket" value="${escape(ticket)}"><button type="submit">${escape(words.button)}</button><button type="submit" class="other" name="cancel" value="yes">${escape(words.cancel)}</button></form>
<p class="quiet">${escape(data)}</p>`,
    catalogue,
  )
}

/** Loads itself again with its header, or with its link to itself. It does not repeat the contents of its address. */
export function againPage(catalogue: Catalogue): Page {
  return goingOn(400, catalogue.page.again, '', catalogue)
}

/** Leads to Microsoft. Its header makes the browser continue by itself; the link is for browsers that do not. */
export function leavingPage(location: string, catalogue: Catalogue): Page {
  return goingOn(200, catalogue.page.leaving, location, catalogue)
}

type GoingOn = { title: string; text: string; link: string }

function goingOn(status: number, { title, text, link }: GoingOn, address: string, catalogue: Catalogue): Page {
  const body = `<p>${escape(text)}</p>\n<p><a id="go" href="${escape(address)}">${escape(link)}</a></p>`
  return page(status, title, body, catalogue)
}
