import { fileRecords } from '../../emulator/demo/records.ts'
import type { World } from '../world.ts'
import type { Recorder } from './recorder.ts'

/** The answer to a delivery and everything else that it caused, which must be nothing if it was refused. */
export type Refusal = {
  status: number
  /** The hosts that the bot connected to, as `host:port`. */
  asked: string[]
  turns: number
  faults: number
  /** The keys of records that were added, removed or changed. */
  changed: string[]
}

export function refused(status: number): Refusal {
  return { status, asked: [], turns: 0, faults: 0, changed: [] }
}

/** Compares everything that a refused delivery must not change, before and after `deliver`. */
export function refusals({ log, dataFile, publicUrl }: World, recorder: Recorder) {
  const { port } = new URL(publicUrl)
  const turns = () => log.filter(({ msg }) => msg === 'turn').length
  const faults = () => log.filter(({ level }) => Number(level) >= 50).length
  const kept = () => new Map(fileRecords(dataFile, '').map(({ key, bytes }) => [key, bytes.toString('base64')]))

  return async function refusal(deliver: () => Promise<number>): Promise<Refusal> {
    const before = { turns: turns(), faults: faults(), kept: kept() }
    recorder.clear()
    const status = await deliver()
    const after = kept()
    const keys = [...new Set([...before.kept.keys(), ...after.keys()])]
    return {
      status,
      asked: recorder.connections.map(({ to }) => to).filter((to) => !to.endsWith(`:${port}`)),
      turns: turns() - before.turns,
      faults: faults() - before.faults,
      changed: keys.filter((key) => before.kept.get(key) !== after.get(key)),
    }
  }
}
