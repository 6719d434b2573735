import { Worker } from 'node:worker_threads'

/** The task of the thread. `side`: the side of the resulting square, in pixels. `mostMegapixels`: a larger picture is not
 *  decoded. */
export type Scaling = {
  bytes: Uint8Array
  side: number
  mostBytes: number
  mostMegapixels: number
  mostMegabytes: number
}

/** Twice the size at which a card shows it. */
const SIDE = 96
/** The size of the picture; in base64 it is a third longer. */
const MOST_BYTES = 7_000
const LIMITS = { side: SIDE, mostBytes: MOST_BYTES, mostMegapixels: 2, mostMegabytes: 64 }
const HEAP_MB = 96
const MOST_MS = 5_000

/** The file has another ending in the sources than in a build. */
const THREAD = new URL(import.meta.url.endsWith('.ts') ? './scale-photo.ts' : './scale-photo.js', import.meta.url)

let last: Promise<unknown> = Promise.resolve()

/** A small square from the middle of a JPEG; undefined if it is not a picture that we decode. Pictures are decoded one at a time
 *  in a separate thread, so that nothing else waits for them. Never rejects. */
export function scaledPhoto(bytes: Uint8Array): Promise<Buffer | undefined> {
  const scaling = last.then(() => inThread({ bytes, ...LIMITS }))
  last = scaling
  return scaling
}

function inThread(workerData: Scaling): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const resourceLimits = { maxOldGenerationSizeMb: HEAP_MB }
    const worker = new Worker(THREAD, { workerData, resourceLimits, env: {}, stdout: true, stderr: true })
    const timer = setTimeout(() => end(undefined), MOST_MS)
    function end(made: Uint8Array | undefined): void {
      clearTimeout(timer)
      void worker.terminate()
      resolve(made && Buffer.from(made))
    }
    worker.once('message', end)
    worker.once('error', () => end(undefined))
    worker.once('exit', () => end(undefined))
    worker.unref()
  })
}
