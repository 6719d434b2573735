import type { Catalogue } from './catalogue.ts'
import type { Languages } from './languages.ts'

/** The languages of a bot without sign-ins. */
export function withoutSignIn([first, ...others]: Languages): Languages {
  return [instead(first), ...others.map(instead)]
}

function instead(catalogue: Catalogue): Catalogue {
  const { nothingConnected, noCode, welcome, help, status, trouble, page } = catalogue.application.instead
  return {
    ...catalogue,
    nothingConnected,
    noCode,
    welcome: { ...catalogue.welcome, ...welcome },
    help: { ...catalogue.help, ...help },
    status: { ...catalogue.status, ...status },
    trouble: { ...catalogue.trouble, ...trouble },
    page: { ...catalogue.page, adminApproved: { ...catalogue.page.adminApproved, ...page.adminApproved } },
  }
}
