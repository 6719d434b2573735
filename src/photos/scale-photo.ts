// Runs in a separate thread with little memory. Pictures from outside are decoded only here.
import { parentPort, workerData } from 'node:worker_threads'
import { createJimp } from '@jimp/core'
import jpeg from '@jimp/js-jpeg'
import { methods as crop } from '@jimp/plugin-crop'
import { methods as resize } from '@jimp/plugin-resize'
import type { Scaling } from './scale.ts'

const Jimp = createJimp({ formats: [jpeg], plugins: [crop, resize] })

/** JPEG qualities: while the picture is too large, the next one is tried. */
const QUALITIES = [80, 60, 40, 20]

async function scaled({
  bytes,
  side,
  mostBytes,
  mostMegapixels,
  mostMegabytes,
}: Scaling): Promise<Uint8Array | undefined> {
  const limits = { maxResolutionInMP: mostMegapixels, maxMemoryUsageInMB: mostMegabytes, tolerantDecoding: false }
  const image = await Jimp.fromBuffer(Buffer.from(bytes), { 'image/jpeg': limits })
  const { width, height } = image.bitmap
  const edge = Math.min(width, height)
  // The card shows a circle.
  const square = image.crop({ x: (width - edge) >> 1, y: (height - edge) >> 1, w: edge, h: edge })
  const small = square.resize({ w: Math.min(side, edge), h: Math.min(side, edge) })
  for (const quality of QUALITIES) {
    const made = await small.getBuffer('image/jpeg', { quality })
    if (made.length <= mostBytes) return made
  }
  return undefined
}

// Bytes that cannot be decoded are not a picture.
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort?.postMessage(await scaled(workerData as Scaling).catch(() => undefined))
