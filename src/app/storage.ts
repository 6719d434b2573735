import { isTurnMark, isUnderWay } from '../channel/redelivery.ts'
import type { Config } from '../config/config.ts'
import { readiness, storeCheck } from '../lifecycle.ts'
import type { Report } from '../log.ts'
import type { Metrics } from '../metrics/metrics.ts'
import { openStore, WRITE_CHECK } from '../store/open.ts'

/** How long the record of a write test stays: longer than the time until the next test. */
const WRITE_CHECK_MS = 60_000

/** The store that the settings name, and its state for this instance: whether it can be written, and whether the key is right.
 *  @throws {StoreError} if the embedded store's file is damaged. */
export async function storage(
  { redisUrl, dataFile, encryptionKeys }: Config,
  report: Report,
  metrics: Metrics | undefined,
) {
  const {
    store: opened,
    sealing,
    check,
  } = await openStore({
    redisUrl,
    dataFile,
    encryptionKeys,
    isBot: true,
    isPublic: isTurnMark,
    isFleeting: isUnderWay,
    ...report.store,
  })
  const store = metrics ? metrics.timed(opened) : opened
  const instance = readiness({
    read: () => store.get('canary'),
    write: () => store.put(WRITE_CHECK, Buffer.of(1), WRITE_CHECK_MS),
    onChange: report.health.onWritable,
  })
  return { store, sealing, instance, keyCheck: storeCheck(check, report.store.onError) }
}
