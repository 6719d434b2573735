// The chat page at `/chat`, for trying the bot by hand. Its files are here; its data comes from `api.ts`.
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import { type Handler, target } from '../answers.ts'
import { chatApi, type ChatApiOptions } from './api.ts'

const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src https: http: data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

type File = { url: string; type: string }

const here = (name: string) => new URL(name, import.meta.url).href

/** The files that a browser may load, by path. */
const FILES = new Map<string, File>([
  ['/chat', { url: here('index.html'), type: 'text/html' }],
  ['/chat/chat.css', { url: here('chat.css'), type: 'text/css' }],
  ['/chat/chat.js', { url: here('chat.js'), type: 'text/javascript' }],
  ['/chat/cards.js', { url: here('cards.js'), type: 'text/javascript' }],
  ['/chat/host-config.js', { url: here('host-config.js'), type: 'text/javascript' }],
  [
    '/chat/adaptivecards.js',
    { url: import.meta.resolve('adaptivecards/dist/adaptivecards.min.js'), type: 'text/javascript' },
  ],
])

/** Answers everything below `/chat`. */
export function chatPage(options: ChatApiOptions): Handler {
  const api = chatApi(options)
  return async (req, res) => {
    const { pathname } = target(req)
    if (pathname !== '/chat' && !pathname.startsWith('/chat/')) return false
    return pathname.startsWith('/chat/api/') ? api(req, res) : sendFile(req, res, FILES.get(pathname))
  }
}

async function sendFile(req: IncomingMessage, res: ServerResponse, file: File | undefined): Promise<boolean> {
  if (!file || req.method !== 'GET') return false
  const bytes = await readFile(fileURLToPath(file.url))
  res.writeHead(200, {
    'content-type': `${file.type}; charset=utf-8`,
    'content-length': bytes.length,
    'content-security-policy': CSP,
    'cache-control': 'no-cache',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  })
  res.end(bytes)
  return true
}
