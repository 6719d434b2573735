import { createJimp } from '@jimp/core'
import jpeg from '@jimp/js-jpeg'

const Jimp = createJimp({ formats: [jpeg], plugins: [] })

/** A JPEG of this size in pixels, with so much detail that its file is not small. */
export async function jpegOf(width: number, height: number): Promise<Buffer> {
  const image = new Jimp({ width, height, color: 0xff88_00ff })
  const { data } = image.bitmap
  for (let at = 0; at < data.length; at += 4) {
    data[at] = (at * 7) % 255
    data[at + 1] = (at >> 8) % 255
  }
  return image.getBuffer('image/jpeg', { quality: 90 })
}

/** The size of a JPEG in pixels. */
export async function sizeOf(bytes: Buffer): Promise<{ width: number; height: number }> {
  const { width, height } = (await Jimp.fromBuffer(bytes)).bitmap
  return { width, height }
}

/** A JPEG whose header gives a larger size than it has. */
export async function bombOf(width: number, height: number): Promise<Buffer> {
  const bytes = await jpegOf(16, 16)
  const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]))
  bytes.writeUInt16BE(height, frame + 5)
  bytes.writeUInt16BE(width, frame + 7)
  return bytes
}
