/** `elsewhere`: the host of the address is not listed; nothing was sent. `too_large`: more than `MOST_BYTES`. `gone`: the address
 *  is no longer valid. `unavailable`: no answer, or an answer that makes no sense. */
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

/** The error for an answer that is not a success. */
export function refusal(status: number): FileError {
  return new FileError(status >= 400 && status < 500 && status !== 429 ? 'gone' : 'unavailable', status)
}
