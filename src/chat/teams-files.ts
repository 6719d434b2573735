import type { Activity } from '../channel/activity.ts'
import type { TurnResponse } from '../channel/turn.ts'
import type { Command, FilePlace, SentFile } from '../commands/command.ts'
import { isObject } from '../json.ts'
import type { Answer } from './answer.ts'
import type { LocalizedTurn } from './localized-turn.ts'

// https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4
const DOWNLOAD = 'application/vnd.microsoft.teams.file.download.info'
/** No file has a longer address or name. */
const MOST_IN_URL = 8_000
const MOST_IN_NAME = 400

/** The first file that is attached to a message; undefined if there is none. */
export function sentFile({ attachments = [] }: Pick<Activity, 'attachments'>): SentFile | undefined {
  for (const { contentType, name, content } of attachments) {
    const url = contentType === DOWNLOAD && isObject(content) ? textIn(content, 'downloadUrl', MOST_IN_URL) : undefined
    if (url === undefined || !isObject(content)) continue
    const fileType = textIn(content, 'fileType', MOST_IN_NAME)
    return { name: typeof name === 'string' ? name.slice(0, MOST_IN_NAME) : '', url, ...(fileType && { fileType }) }
  }
  return undefined
}

/** Handles the person's answer to the question whether we may save a file to their OneDrive. */
export async function answeredConsent(turn: LocalizedTurn, answer: Answer): Promise<TurnResponse> {
  const command = consentIn(turn.activity.value)
  if (!command) return { status: 400 }
  await answer(turn, command, turn.activity.replyToId)
  return { status: 200 }
}

function consentIn(value: unknown): Command | undefined {
  if (!isObject(value) || value['type'] !== 'fileUpload' || !isExport(value['context'])) return undefined
  if (value['action'] === 'decline') return { type: 'upload' }
  const to = value['action'] === 'accept' ? placeIn(value['uploadInfo']) : undefined
  return to && { type: 'upload', to }
}

function isExport(context: unknown): boolean {
  return isObject(context) && context['command'] === 'export'
}

function placeIn(info: unknown): FilePlace | undefined {
  if (!isObject(info)) return undefined
  const uploadUrl = textIn(info, 'uploadUrl', MOST_IN_URL)
  const contentUrl = textIn(info, 'contentUrl', MOST_IN_URL)
  const name = textIn(info, 'name', MOST_IN_NAME)
  const uniqueId = textIn(info, 'uniqueId', MOST_IN_NAME)
  const fileType = textIn(info, 'fileType', MOST_IN_NAME)
  if (uploadUrl === undefined || contentUrl === undefined || name === undefined) return undefined
  return { uploadUrl, contentUrl, name, uniqueId, fileType }
}

function textIn(value: Record<string, unknown>, name: string, most: number): string | undefined {
  const found = value[name]
  return typeof found === 'string' && found !== '' && found.length <= most && found.isWellFormed() ? found : undefined
}
