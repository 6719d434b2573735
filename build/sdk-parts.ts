import { join } from 'node:path'
import type { Plugin } from 'esbuild'

/** The files of the SDK that this bot needs, with what it imports of each. Each package loads all its files at once, also those for
 *  other servers, for state and for clients, which this bot does not use. A name that is missing here ends the build with an
 *  error. */
const PARTS: Record<string, Record<string, string[]>> = {
  botbuilder: {
    'botbuilder-core/lib/activityHandler.js': ['ActivityHandler'],
    'botbuilder-core/lib/activityHandlerBase.js': ['INVOKE_RESPONSE_KEY'],
    'botbuilder-core/lib/botAdapter.js': ['BotAdapter'],
    'botbuilder-core/lib/turnContext.js': ['TurnContext'],
    'botframework-schema/lib/index.js': ['ActivityEx', 'ActivityTypes', 'DeliveryModes'],
  },
  'botframework-connector': {
    'botframework-connector/lib/auth/authenticationConstants.js': ['AuthenticationConstants'],
    'botframework-connector/lib/auth/botFrameworkAuthentication.js': ['BotFrameworkAuthentication'],
    'botframework-connector/lib/auth/claimsIdentity.js': ['ClaimsIdentity'],
  },
}

/** Stands for botbuilder-core's index, which its own files import as `.`: what the files above use of it. */
const CORE_INDEX = `module.exports = {
  ...require('botframework-schema'),
  get INVOKE_RESPONSE_KEY() { return require('./activityHandlerBase').INVOKE_RESPONSE_KEY },
}
`

/** Bundles these parts of the SDK in place of all of it. @param root the project's folder */
export function sdkParts(root: string): Plugin {
  const modules = join(root, 'node_modules')
  return {
    name: 'sdk-parts',
    setup(build) {
      build.onResolve({ filter: /^(?:botbuilder|botframework-connector)$/ }, ({ path }) => ({
        path,
        namespace: 'sdk-parts',
      }))
      build.onLoad({ filter: /.*/, namespace: 'sdk-parts' }, ({ path }) => ({
        contents: Object.entries(PARTS[path] ?? {})
          .map(([file, names]) => `export { ${names.join(', ')} } from './${file}'\n`)
          .join(''),
        resolveDir: modules,
      }))
      build.onResolve({ filter: /^\.$/ }, ({ path, importer }) =>
        importer.includes('/node_modules/botbuilder-core/lib/') ? { path, namespace: 'core-index' } : undefined,
      )
      build.onLoad({ filter: /.*/, namespace: 'core-index' }, () => ({
        contents: CORE_INDEX,
        resolveDir: join(modules, 'botbuilder-core/lib'),
      }))
    },
  }
}
