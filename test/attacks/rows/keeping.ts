import type { Row } from '../row.ts'

export const keepingRows: Row[] = [
  {
    id: 'S45',
    requirement: 'sealing',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S46',
    requirement: 'record swap',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S47',
    requirement: 'keys sane',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S48',
    requirement: 'rotation',
    state: 'waiting',
    note: 'not written yet',
  },
  {
    id: 'S49',
    requirement: 'files',
    state: 'waiting',
    note: 'not written yet',
  },
]
