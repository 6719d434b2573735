// Runs on the page that ends a sign-in for a chat in Teams. In Teams' sign-in window it passes the result to Teams, which closes
// the window. A code is only passed on by its button, because another app in Teams may have opened the window. A failure is also
// passed on by a button, so that there is time to read it. Anywhere else the script does nothing, and the page itself says what
// to do.
const TEAMS_ANSWERS_WITHIN_MS = 3_000

const { teamsJs } = document.currentScript.dataset
const { result, failure } = document.getElementById('result').dataset
const button = document.getElementById('hand-over')

// When it is loaded, teams-js requests the list of Teams' hosts from a content network. Its built-in list is enough, and no other
// host may learn of a sign-in. (The page's policy also stops the request, but with an error in the console.)
globalThis.fetch = () => Promise.reject(new Error('This page makes no requests.'))

const late = new Promise((_, reject) => {
  setTimeout(reject, TEAMS_ANSWERS_WITHIN_MS)
})
Promise.race([load(teamsJs).then(() => globalThis.microsoftTeams.app.initialize()), late]).then(
  () => (button ? offer(button) : handOver()),
  () => undefined,
)

function handOver() {
  const { authentication } = globalThis.microsoftTeams
  if (failure === undefined) authentication.notifySuccess(result)
  else authentication.notifyFailure(failure)
}

function offer(part) {
  part.hidden = false
  part.querySelector('button').addEventListener('click', handOver)
}

function load(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script')
    script.src = address
    script.addEventListener('load', resolve)
    script.addEventListener('error', reject)
    document.head.append(script)
  })
}
