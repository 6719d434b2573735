import { parseRedisUrl } from './url.ts'
import { connect } from './store.ts'

/** What a server reports about itself; undefined if the user may not ask. In a cluster: the oldest version, and a policy that
 *  drops records, if any server has one. */
export async function redisFacts(url: string): Promise<{ version: string | undefined; policy: string | undefined }> {
  const nothing = () => undefined
  const servers = connect(parseRedisUrl(url), { onError: nothing, onRecovered: nothing })
  try {
    const all = await Promise.all(
      (await servers.each()).map(async (send) => {
        const info = await send((redis) => redis.info('server')).catch(nothing)
        const policy: unknown = await send((redis) => redis.config('GET', 'maxmemory-policy')).catch(nothing)
        return {
          version: /^redis_version:(\S+)/m.exec(info ?? '')?.[1],
          policy: policy ? String(Object.values(policy).at(-1)) : undefined,
        }
      }),
    )
    const versions = all.flatMap(({ version }) => version ?? [])
    const policies = all.flatMap(({ policy }) => policy ?? [])
    return {
      version: versions.toSorted((a, b) => Number.parseFloat(a) - Number.parseFloat(b))[0],
      policy: policies.find((policy) => policy !== 'noeviction') ?? policies[0],
    }
  } finally {
    await servers.close()
  }
}
