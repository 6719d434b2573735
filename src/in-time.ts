/** The result of `work`; undefined if it takes longer than `withinMs`. Then `work` continues. */
export async function inTime<T>(work: Promise<T>, withinMs: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, withinMs, undefined)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
