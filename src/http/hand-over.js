// Runs on the page that ends a sign-in. Inside Teams' popup it hands the result over, and Teams closes the popup; anywhere
// else nothing happens, and the page itself says what to do.
const TEAMS_ANSWERS_WITHIN_MS = 3_000

const { result } = document.getElementById('result').dataset
const { app, authentication } = globalThis.microsoftTeams
const late = new Promise((_, reject) => {
  setTimeout(reject, TEAMS_ANSWERS_WITHIN_MS)
})

Promise.race([app.initialize(), late]).then(
  () => authentication.notifySuccess(result),
  () => undefined,
)
