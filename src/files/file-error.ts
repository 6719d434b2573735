/** `elsewhere`: the address is on no listed host; nothing was sent. `too_large`: more than `MOST_BYTES`. `gone`: the address is not
 *  good any more. `unavailable`: no answer, or none that makes sense. */
export type FileErrorCode = 'elsewhere' | 'too_large' | 'gone' | 'unavailable'

export class FileError extends Error {
  override readonly name = 'FileError'
  readonly code: FileErrorCode
  readonly status: number | undefined
  constructor(code: FileErrorCode, status?: number, options?: ErrorOptions) {
    super(`File not transferred: ${code}`, options)
    this.code = code
    this.status = status
  }
}

/** What an answer that is no success means. */
export function refusal(status: number): FileError {
  return new FileError(status >= 400 && status < 500 && status !== 429 ? 'gone' : 'unavailable', status)
}
