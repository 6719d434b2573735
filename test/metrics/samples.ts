/** One line of the metrics, such as `bot_turns_total{command="find",outcome="contact"} 3`. */
export type Sample = { name: string; labels: Record<string, string>; value: number }

/** What Prometheus reads at `port`. */
export async function scrape(port: string | number): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`)
  if (response.status !== 200) throw new Error(`/metrics answers ${response.status}`)
  return response.text()
}

/** @throws if a line has another form */
export function samples(text: string): Sample[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', labels = '', value = ''] = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? []
      if (name === '') throw new Error(`Not a sample: ${line}`)
      const pairs = [...labels.matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/g)].map(([, label = '', of = '']) => [label, of])
      return { name, labels: Object.fromEntries(pairs) as Record<string, string>, value: Number(value) }
    })
}

/** The distinct series: names with their labels. */
export function seriesOf(text: string): Set<string> {
  return new Set(samples(text).map(({ name, labels }) => name + JSON.stringify(labels)))
}

/** The sum of the samples of this name with these labels; 0 if there are none. */
export function valueOf(text: string, name: string, labels: Record<string, string> = {}): number {
  return samples(text)
    .filter((sample) => sample.name === name)
    .filter((sample) => Object.entries(labels).every(([label, value]) => sample.labels[label] === value))
    .reduce((sum, { value }) => sum + value, 0)
}
