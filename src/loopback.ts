/** Whether `hostname` names this machine: localhost, 127.0.0.0/8 or ::1, with or without the brackets of a URL. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || /^127(?:\.\d{1,3}){3}$/.test(hostname) || /^\[?::1\]?$/.test(hostname)
}
