import { existsSync } from 'node:fs'
import type { Config } from '../../config/config.ts'
import type { Entra } from '../../entra/entra.ts'
import { outbound } from '../../outbound/outbound.ts'
import { adminStates } from '../../sign-in/admin-consent.ts'
import { openStore } from '../../store/open.ts'
import { channelFindings } from './channel.ts'
import type { Finding } from './finding.ts'
import { manifestFinding } from './manifest.ts'
import { microsoftFindings } from './microsoft.ts'
import { publicUrlFindings } from './public-url.ts'
import { storeFindings } from './store.ts'

/** All findings, in the order in which an operator would check them. */
export async function examine(config: Config, mailbox: string | undefined): Promise<Finding[]> {
  const out = outbound({ proxy: config.proxy })
  try {
    const store = await storeFindings(config)
    const isGood = store.every(({ result }) => result !== 'failure')
    const approvalUrl = async (entra: Entra, tenant: string) =>
      entra.adminConsentUrl(tenant, await stateFor(config, isGood, tenant), 'everything').href
    const [microsoft, channel, publicUrl] = await Promise.all([
      microsoftFindings({ config, out, mailbox, approvalUrl }),
      channelFindings(config, out),
      publicUrlFindings(config, out),
    ])
    return [...store, ...microsoft, ...channel, ...publicUrl, manifestFinding(config)]
  } finally {
    await out.close()
  }
}

/** The state by which the bot recognizes the administrator who comes back. If the store cannot be used or does not exist yet,
 *  the bot will not recognize them, but the approval still counts. */
async function stateFor(config: Config, isGood: boolean, tenant: string): Promise<string> {
  if (!isGood || !isMade(config)) return 'doctor'
  const { store } = await openStore({ ...config, onError: () => {}, onBroken: () => {} })
  try {
    return await adminStates(store).stateFor(tenant)
  } finally {
    await store.close()
  }
}

/** Whether the store and its key exist. Only the bot creates them, at its first start. */
function isMade({ redisUrl, dataFile, encryptionKeys }: Config): boolean {
  return (
    (redisUrl !== undefined || existsSync(dataFile)) && (encryptionKeys !== undefined || existsSync(`${dataFile}.key`))
  )
}
