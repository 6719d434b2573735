/** The result of one check, as one line. `says`: the finding. `todo`: what to do about it. Neither ever contains a secret. */
export type Finding = { check: string; result: 'ok' | 'warning' | 'failure'; says: string; todo?: string }

/** @returns functions that make the findings of one check */
export function findings(check: string) {
  return {
    ok: (says: string): Finding => ({ check, result: 'ok', says }),
    warning: (says: string, todo: string): Finding => ({ check, result: 'warning', says, todo }),
    failure: (says: string, todo: string): Finding => ({ check, result: 'failure', says, todo }),
  }
}

export function inOneLine({ check, result, says, todo }: Finding): string {
  return `${result.padEnd(8)}${check.padEnd(16)}${says}${todo === undefined ? '' : `: ${todo}`}`
}

/** The code of an error or of its cause, such as ECONNREFUSED; never its message, which may quote anything. */
export function reasonOf(error: unknown): string {
  const codes: string[] = []
  for (let each = error, depth = 0; each instanceof Error && depth < 5; each = each.cause, depth += 1) {
    const { code, aadsts, status } = each as { code?: unknown; aadsts?: unknown; status?: unknown }
    for (const part of [aadsts, code, status])
      if ((typeof part === 'string' && /^[\w.-]{1,60}$/.test(part)) || (typeof part === 'number' && part > 0))
        codes.push(String(part))
  }
  return [...new Set(codes)].join(', ') || 'no reason given'
}
