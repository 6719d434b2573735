/** Where code is: as in a CPU profile, with lines and columns from 0. */
export type Frame = { functionName: string; url: string; lineNumber: number; columnNumber: number }

type Node = { id: number; callFrame: Frame; children?: number[] }

/** A file of `node --cpu-prof`. `samples`: ids of nodes; `timeDeltas`: microseconds before each. */
export type Profile = { nodes: Node[]; samples: number[]; timeDeltas: number[] }

/** The parts in which V8 counts what is no code of anybody's. */
const OF_V8 = new Map([
  ['(garbage collector)', 'garbage collection'],
  ['(program)', 'Node and V8 themselves'],
])

/** Which share of the busy time each part of the program took, from 0 to 1: a folder or file of `src`, or a package. What Node's own code
 *  and the system do counts for the part that called them: a write to a socket is its writer's.
 *  @param sourceOf the path of the source file that a frame's code comes from */
export function sharesOf({ nodes, samples, timeDeltas }: Profile, sourceOf: (frame: Frame) => string) {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)))
  const parts = new Map<number, string>()

  function partOf(id: number): string {
    const part = parts.get(id) ?? found(id)
    parts.set(id, part)
    return part
  }

  function found(id: number): string {
    const frame = byId.get(id)?.callFrame
    const parent = parents.get(id)
    const own = frame && (OF_V8.get(frame.functionName) ?? partIn(sourceOf(frame)))
    return own ?? (parent === undefined ? 'Node and V8 themselves' : partOf(parent))
  }

  const took = new Map<string, number>()
  let total = 0
  for (const [at, id] of samples.entries()) {
    if (byId.get(id)?.callFrame.functionName === '(idle)') continue
    const us = timeDeltas[at] ?? 0
    took.set(partOf(id), (took.get(partOf(id)) ?? 0) + us)
    total += us
  }
  return new Map([...took].map(([part, us]) => [part, us / total]))
}

/** undefined for Node's own code. The only WebAssembly that answers need is undici's parser. */
function partIn(source: string): string | undefined {
  if (source.startsWith('wasm:')) return 'undici'
  const [, name] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(`/${source}`) ?? []
  if (name !== undefined) return /^bot(?:builder|framework)/.test(name) ? 'botbuilder' : name
  const [, inSrc] = /\bsrc\/([^/]+)/.exec(source) ?? []
  return inSrc && `src/${inSrc}`
}
