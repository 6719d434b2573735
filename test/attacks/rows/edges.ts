import type { Row } from '../row.ts'

/** What a second look at the sign-in's edges found. */
export const edgeRows: Row[] = [
  {
    id: 'S68',
    requirement: 'small gaps of the sign-in',
    state: 'done',
    tests: ['test/attacks/edges.test.ts'],
    bites: [
      {
        file: 'src/entra/issuers-keys.ts',
        cut: "return typeof named === 'string' && named.replace('{tenantid}', tenant).toLowerCase() === issuer.toLowerCase()",
        put: "return typeof named === 'string' && tenant !== ''",
      },
      {
        file: 'src/http/from-elsewhere.ts',
        cut: 'return from !== undefined && URL.parse(from)?.origin !== new URL(publicUrl).origin',
        put: "return from !== undefined && publicUrl === ''",
      },
      { file: 'src/http/from-elsewhere.ts', cut: 'return !isShown', put: 'return isShown' },
      {
        file: 'src/sign-in/admin-consent.ts',
        cut: "  if (!isKnown) return { kind: 'malformed' }\n",
        put: "  if (!isKnown && state === '') return { kind: 'malformed' }\n",
      },
    ],
  },
]
