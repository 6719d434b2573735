import { fileRecords } from '../../emulator/demo/records.ts'
import type { World } from '../world.ts'

/** The keys under `prefix` in the bot's embedded store, read from its file. */
export async function storedKeys(world: World, prefix: string): Promise<string[]> {
  return fileRecords(world.dataFile, prefix).map(({ key }) => key)
}
