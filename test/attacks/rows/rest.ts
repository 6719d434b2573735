import type { Row } from '../row.ts'

export const restRows: Row[] = [
  {
    id: 'S19',
    requirement: 'metrics private',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S50',
    requirement: 'redaction',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S51',
    requirement: 'generic errors',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S52',
    requirement: 'tokens only to their host',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S53',
    requirement: 'card injection',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S54',
    requirement: 'forged card actions',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S55',
    requirement: 'message extension',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S56',
    requirement: 'application access',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S57',
    requirement: 'least scope, strong client authentication',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S58',
    requirement: 'TLS',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S59',
    requirement: 'supply chain, parsers',
    state: 'waiting',
    note: 'not written yet',
  },
]
