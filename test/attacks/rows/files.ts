import type { Row } from '../row.ts'

export const fileRows: Row[] = [
  {
    id: 'S76',
    requirement: 'files at addresses elsewhere',
    state: 'done',
    tests: ['test/attacks/files.test.ts'],
    bites: [
      {
        file: 'src/files/files.ts',
        cut: "    if (!isListedHost(url, hosts, loopback)) throw new FileError('elsewhere')\n",
        put: '',
      },
      {
        file: 'src/listed-host.ts',
        cut: 'url.hostname.endsWith(host.slice(1))',
        put: 'url.hostname.includes(host.slice(2))',
      },
      { file: 'src/listed-host.ts', cut: 'if (loopback && url.protocol', put: 'if (url.protocol' },
      {
        file: 'src/config/config.ts',
        cut: '!s.MicrosoftAppId || isLoopback(new URL(openIdMetadataUrl).hostname)',
        put: 'true',
        test: 'test/attacks/files.test.ts',
      },
    ],
  },
  {
    id: 'S77',
    requirement: 'vCards with a script and links',
    state: 'done',
    tests: ['test/attacks/files.test.ts', 'test/vcard/hostile.test.ts'],
    bites: [
      { file: 'src/vcard/new-contact.ts', cut: '.filter(isPage)', put: '' },
      {
        file: 'src/cards/import-cards.ts',
        cut: "  return [foreignText(all.join(', '), { isSubtle: true }, { spacing: 'None' })]\n",
        put: "  return [ownText(all.join(', '))]\n",
      },
    ],
  },
  {
    id: 'S78',
    requirement: 'another person’s import',
    state: 'done',
    tests: ['test/attacks/files.test.ts'],
    bites: [
      {
        file: 'src/commands/files/import-records.ts',
        cut: '  const keyOf = (user: ChatUser, id: string) => `import/${userKey(user)}/${id}`\n',
        put: '  const keyOf = (_: ChatUser, id: string) => `import/${id}`\n',
      },
    ],
  },
]
