/** Whether `hostname` is one of this machine's usual names: localhost, 127.0.0.1 or ::1, with or without the brackets of a URL. The
 *  rest of 127.0.0.0/8 does not count: another service may listen there. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || ['127.0.0.1', '::1', '[::1]'].includes(hostname)
}
