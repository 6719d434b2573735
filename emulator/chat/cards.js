import { hostConfig } from './host-config.js'

const CONSENT = 'application/vnd.microsoft.teams.card.file.consent'
const FILES = ['application/vnd.microsoft.teams.card.file.info', 'application/vnd.microsoft.teams.file.download.info']
const ADAPTIVE = 'application/vnd.microsoft.card.adaptive'

/** @typedef {{type: string, title: string, url?: string, verb?: string, id?: string, data?: unknown, text?: string, displayText?: string}} Action */
/** @typedef {(action: Action, from: HTMLElement) => void} OnAction */

/** An attachment as an element. Texts from the bot are never parsed as HTML.
 *  @param {{contentType: string, content?: any, contentUrl?: string, name?: string}} attachment @param {boolean} dark @param {OnAction} onAction */
export function attachment({ contentType, content, contentUrl, name }, dark, onAction) {
  if (contentType === ADAPTIVE) return adaptive(content, dark, onAction)
  if (contentType === CONSENT) return consent(name, content ?? {}, onAction)
  if (FILES.includes(contentType)) return file(name, contentUrl)
  if (contentType.startsWith('application/vnd.microsoft.card.')) return simple(content ?? {}, onAction)
  return element('p', 'card', `[${name ?? contentType}]`)
}

// Shows Markdown as it is. Without a handler the library logs a warning.
AdaptiveCards.AdaptiveCard.onProcessMarkdown = () => {}

/** @param {OnAction} onAction */
function adaptive(content, dark, onAction) {
  const box = element('div', 'card adaptive')
  try {
    const card = new AdaptiveCards.AdaptiveCard()
    card.hostConfig = new AdaptiveCards.HostConfig(hostConfig(dark))
    card.onExecuteAction = (action) => {
      // The library does this by itself, but still reports it.
      if (action.getJsonTypeName() !== 'Action.ToggleVisibility') onAction(ofLibrary(action), box)
    }
    card.parse(content)
    const rendered = card.render()
    if (!rendered) throw new Error('it is empty')
    box.append(rendered)
  } catch (error) {
    box.append(element('p', 'wrong', `This card cannot be shown: ${error.message}`))
  }
  if (content?.msteams?.width === 'Full') box.classList.add('full')
  return box
}

/** The library's action as plain data, with what was typed into the card's inputs. @returns {Action} */
function ofLibrary(action) {
  const { id, title = '', url, verb, data } = action
  const window = data?.msteams
  if (window?.type === 'signin') return { type: 'signin', title, url: window.value }
  return { type: action.getJsonTypeName(), id, title, url, verb, data }
}

/** Asks whether the bot may put a file into the person's OneDrive. @param {OnAction} onAction */
function consent(name, { description, sizeInBytes }, onAction) {
  const box = element('div', 'card simple')
  box.append(element('h3', '', name), element('p', 'subtle', `${description} (${sizeInBytes} bytes)`))
  for (const [title, action] of [
    ['Allow', 'accept'],
    ['Decline', 'decline'],
  ]) {
    const button = element('button', action === 'accept' ? 'primary' : '', title)
    button.type = 'button'
    button.addEventListener('click', () => onAction({ type: 'consent', title, data: action }, box))
    box.append(button)
  }
  return box
}

/** A file in OneDrive. */
function file(name, contentUrl) {
  const box = element('p', 'card simple')
  const link = element('a', '', name)
  if (/^https?:/.test(contentUrl)) link.href = contentUrl
  link.download = name
  box.append(link)
  return box
}

/** A hero, thumbnail or sign-in card. @param {OnAction} onAction */
function simple({ title, subtitle, text, buttons = [] }, onAction) {
  const box = element('div', 'card simple')
  if (title) box.append(element('h3', '', title))
  if (subtitle) box.append(element('p', 'subtle', subtitle))
  if (text) box.append(element('p', '', text))
  box.append(...buttons.map((button) => pushButton(button, (action) => onAction(action, box))))
  return box
}

/** The button of a card or a suggested action. @param {(action: Action) => void} onAction */
export function pushButton({ type, title, value, text, displayText }, onAction) {
  const button = element('button', type === 'signin' ? 'primary' : '', title)
  button.type = 'button'
  const leads = type === 'signin' || type === 'openUrl'
  const action = { type, title, text, displayText, ...(leads ? { url: value } : { data: value }) }
  button.addEventListener('click', () => onAction(action))
  return button
}

/** @param {string} tag @param {string} [className] @param {string} [text] */
export function element(tag, className, text) {
  const made = document.createElement(tag)
  if (className) made.className = className
  if (text !== undefined) made.textContent = text
  return made
}
