import { attachment, element, pushButton } from './cards.js'

const byId = (id) => document.getElementById(id)
const list = byId('messages')
const scroll = byId('scroll')
const text = byId('text')
const darkness = matchMedia('(prefers-color-scheme: dark)')

/** The open chat: the person, the place, and the messages by id, each with what was last drawn for it. */
const open = { person: '', place: 'personal', events: undefined, messages: new Map() }
let botName = 'Bot'

async function start() {
  const { bot, people } = await (await fetch('/chat/api/people')).json()
  botName = bot.name
  document.title = bot.name
  byId('title').textContent = bot.name
  for (const { oid, name, username } of people)
    byId('person').append(new Option(`${name} (${username.split('@')[1]})`, oid))
  const asked = new URLSearchParams(location.search)
  choose(byId('person'), asked.get('person'))
  choose(byId('place'), asked.get('place'))
  show()
}

function choose(select, value) {
  if ([...select.options].some((option) => option.value === value)) select.value = value
}

/** Opens the chosen chat. The address names it, so that a reload opens it again. */
function show() {
  open.person = byId('person').value
  open.place = byId('place').value
  byId('attach').hidden = open.place !== 'personal'
  history.replaceState(null, '', `?${chatQuery()}`)
  text.placeholder = open.place === 'group' ? `Type a message to @${botName}` : 'Type a message'
  list.replaceChildren()
  open.messages.clear()
  say('')
  open.events?.close()
  const events = new EventSource(`/chat/api/events?${chatQuery()}`)
  open.events = events
  events.addEventListener('all', ({ data }) => {
    const messages = JSON.parse(data)
    byId('hint').hidden = messages.length > 0
    messages.forEach(draw)
  })
  events.addEventListener('message', ({ data }) => draw(JSON.parse(data)))
  events.addEventListener('typing', () => typing(true))
  events.addEventListener('state', ({ data }) => state(JSON.parse(data)))
  events.addEventListener('open', () => say(''))
  events.addEventListener('error', () => say('The connection was lost. Trying again…'))
}

function chatQuery() {
  return new URLSearchParams({ person: open.person, place: open.place })
}

function state({ installed, waiting }) {
  if (waiting === 0) typing(false)
  byId('install').hidden = false
  byId('install').textContent = installed ? `Remove ${botName}` : `Add ${botName}`
  byId('install').dataset.installed = String(installed)
}

/** Draws a message in its place, unless it already looks the same. */
function draw(message) {
  const json = JSON.stringify(message)
  const known = open.messages.get(message.id)
  if (known?.json === json) return
  if (message.who === 'bot') typing(false)
  byId('hint').hidden = true
  const atEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80 || scroll.scrollTop === shownFrom
  const item = render(message)
  if (known) replace(known.item, item)
  else list.append(item)
  open.messages.set(message.id, { json, message, item })
  if (atEnd || message.who === 'me') showWhole(item)
}

/** The scroll position of the newest message, until somebody scrolls. */
let shownFrom

/** Scrolls to the end, or to the beginning of the last message if it is too high for the window. */
function showWhole(item) {
  scroll.scrollTop = scroll.scrollHeight
  if (item.offsetHeight > scroll.clientHeight) item.scrollIntoView({ block: 'start' })
  shownFrom = scroll.scrollTop
}

/** Replaces `old` by `item`, which also takes over the keyboard focus. */
function replace(old, item) {
  const focused = old.contains(document.activeElement)
  old.replaceWith(item)
  if (focused) item.focus()
}

function render(message) {
  const item = element('li', message.who)
  item.tabIndex = -1
  item.append(heading(message))
  if (message.deleted) item.append(element('p', 'bubble subtle', 'This message has been deleted.'))
  else if (message.text) item.append(element('p', 'bubble', message.who === 'bot' ? message.text : typed(message.text)))
  else if (message.html) item.append(element('p', 'bubble', textOf(message.html)))
  for (const each of message.attachments) item.append(attachment(each, darkness.matches, actOn(message)))
  if (message.suggestedActions?.actions) item.append(suggestions(message))
  return item
}

/** The text of HTML. Nothing in it runs or is loaded. */
function textOf(html) {
  return new DOMParser().parseFromString(html, 'text/html').body.textContent.trim()
}

/** A person's text as they typed it. In activities a mention is `<at>name</at>`. */
function typed(said) {
  return said.replace(/<at>(.*?)<\/at>/g, '@$1')
}

function heading({ who, name, sentAt, isEdited, onlyForMe }) {
  const time = new Date(sentAt).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
  const notes = [isEdited ? 'Edited' : '', onlyForMe ? 'Only you can see this message' : '']
  const line = element('p', 'heading')
  line.append(element('strong', who === 'me' ? 'hidden-text' : '', who === 'me' ? 'You' : (name ?? botName)))
  line.append(element('span', '', [time, ...notes.filter(Boolean)].join(' · ')))
  return line
}

function suggestions(message) {
  const row = element('div', 'suggestions')
  const onAction = actOn(message)
  row.append(...message.suggestedActions.actions.map((each) => pushButton(each, (action) => onAction(action, row))))
  return row
}

/** What a button of this message does: it opens an address here or sends its action to the bot. */
function actOn(message) {
  return (action, from) => void (action.url === undefined ? press(message, action, from) : browse(action))
}

/** Sends the action to the bot. Until the bot answers, the card's buttons do nothing. */
async function press(message, action, from) {
  // `disabled` would remove the keyboard focus, and `replace` could not pass it on to the new card.
  if (from.ariaBusy === 'true') return
  from.ariaBusy = 'true'
  const answer =
    action.type === 'consent'
      ? await post('consent', { message: message.id, action: action.data })
      : await post('act', { message: message.id, action })
  from.ariaBusy = 'false'
  tell(answer)
}

/** Opens an address. As in Teams, a sign-in opens in its own window, of the size that the address asks for; others open in a
 *  tab. */
function browse({ type, url }) {
  const address = URL.parse(url)
  if (address?.protocol !== 'https:' && address?.protocol !== 'http:')
    return say('Teams opens http and https addresses only.')
  if (type !== 'signin') return void window.open(address.href, '_blank', 'noopener')
  const width = Number(address.searchParams.get('width')) || 600
  const height = Number(address.searchParams.get('height')) || 600
  const left = Math.max(0, Math.round(screenX + (outerWidth - width) / 2))
  const top = Math.max(0, Math.round(screenY + (outerHeight - height) / 2))
  const popup = window.open(address.href, 'signin', `popup,width=${width},height=${height},left=${left},top=${top}`)
  say(popup ? '' : 'The browser blocked the sign-in window. Allow pop-ups for this page and press the button again.')
  if (!popup) return undefined
  // This may be the window of an earlier sign-in, behind other windows.
  popup.focus()
  whenClosed(popup, () => void post('closed', {}))
  return undefined
}

/** Calls `then` when the window is closed, which Teams tells the bot. Browsers have no event for it. */
function whenClosed(popup, then) {
  const watching = setInterval(() => {
    if (!popup.closed) return
    clearInterval(watching)
    then()
  }, 300)
}

/** Shows the text of an invoke's answer. A card in an answer arrives as a changed message instead. */
function tell(answer) {
  const { type, value } = answer?.body ?? {}
  if (type === 'application/vnd.microsoft.activity.message') say(String(value))
  else if (type === 'application/vnd.microsoft.error') say('Something went wrong. Please try again.')
}

/** Calls the chat's API and shows errors in the status line. @returns the bot's answer; undefined if the emulator cannot be
 *  reached */
async function post(call, body) {
  try {
    const response = await fetch(`/chat/api/${call}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ person: open.person, place: open.place, ...body }),
    })
    const answer = await response.json()
    const status = answer.status ?? 200
    say(answer.error ?? (status >= 300 ? `The bot answered with status ${status}.` : ''))
    return answer
  } catch {
    say('The emulator cannot be reached.')
    return undefined
  }
}

function say(sentence) {
  byId('status').textContent = sentence
}

function typing(on) {
  byId('typing').hidden = !on
  if (on) scroll.scrollTop = scroll.scrollHeight
}

async function send() {
  const said = text.value.trim()
  if (said === '') return
  text.value = ''
  const answer = await post('send', { text: said })
  // A text that was not delivered can be sent again, unless another text was typed meanwhile.
  if (answer === undefined && text.value === '') text.value = said
}

/** Sends the chosen file. */
async function sendFile() {
  const [chosen] = byId('file').files
  byId('file').value = ''
  if (!chosen) return
  const url = await new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => resolve(reader.result))
    reader.addEventListener('error', () => reject(reader.error))
    reader.readAsDataURL(chosen)
  })
  await post('file', { name: chosen.name, base64: url.slice(url.indexOf(',') + 1) })
}

byId('attach').addEventListener('click', () => byId('file').click())
byId('file').addEventListener('change', () => void sendFile())
byId('compose').addEventListener('submit', (event) => {
  event.preventDefault()
  void send()
})
text.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
  event.preventDefault()
  void send()
})
byId('person').addEventListener('change', show)
byId('place').addEventListener('change', show)
byId('install').addEventListener(
  'click',
  ({ target }) => void post('install', { installed: target.dataset.installed !== 'true' }),
)
darkness.addEventListener('change', () => {
  for (const known of open.messages.values()) {
    const item = render(known.message)
    replace(known.item, item)
    known.item = item
  }
})
void start()
