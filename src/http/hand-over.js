// Runs on the page that ends a sign-in for a chat in Teams. In Teams' sign-in window it hands the result over, and Teams closes
// the window. A code is only handed over by its button, because the window may have been opened by somebody else's app in
// Teams; and what went wrong by a button too, so that there is time to read it. Anywhere else the script does nothing, and the page itself says what to do.
const TEAMS_ANSWERS_WITHIN_MS = 3_000

const { teamsJs } = document.currentScript.dataset
const { result, failure } = document.getElementById('result').dataset
const button = document.getElementById('hand-over')

// As soon as it is loaded, teams-js asks a content network for the list of Teams' hosts. The list that it brings along is
// enough, and no other host must learn of a sign-in. (The page's policy stops the request too, but with an error in the console.)
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
