// Runs on the page that ends a sign-in. Inside Teams' popup it hands the result over, and Teams closes the popup; anywhere
// else nothing happens, and the page itself says what to do.
const TEAMS_ANSWERS_WITHIN_MS = 3_000

const { teamsJs } = document.currentScript.dataset
const { result } = document.getElementById('result').dataset

// teams-js asks a content network for the list of Teams' hosts as soon as it is loaded. The list that it brings along will
// do: no other host is to learn of a sign-in. (The page's policy stops it too, but by an error in the console.)
globalThis.fetch = () => Promise.reject(new Error('This page asks nobody.'))

const late = new Promise((_, reject) => {
  setTimeout(reject, TEAMS_ANSWERS_WITHIN_MS)
})
Promise.race([load(teamsJs).then(() => globalThis.microsoftTeams.app.initialize()), late]).then(
  () => globalThis.microsoftTeams.authentication.notifySuccess(result),
  () => undefined,
)

function load(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script')
    script.src = address
    script.addEventListener('load', resolve)
    script.addEventListener('error', reject)
    document.head.append(script)
  })
}
