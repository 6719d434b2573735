import type { Row } from '../row.ts'

export const editingRows: Row[] = [
  {
    id: 'S72',
    requirement: 'forged changes',
    state: 'done',
    tests: ['test/attacks/editing.test.ts'],
    bites: [
      {
        file: 'src/editing/own-records.ts',
        cut: '  const keyOf = (user: ChatUser, id: string) => `${kind}/${userKey(user)}/${id}`\n',
        put: '  const keyOf = (_: ChatUser, id: string) => `${kind}/${id}`\n',
      },
      {
        file: 'src/commands/editing/confirm-delete.ts',
        cut: "    if (question.purpose !== 'delete' || question.isKept) return { kind: 'question_over' } as const\n",
        put: '',
      },
      {
        file: 'src/commands/editing/save-changes.ts',
        cut: 'command.overwrite === true && conflicts',
        put: 'command.overwrite === true || conflicts',
      },
      {
        file: 'src/commands/button-values.ts',
        cut: "  return typeof value === 'string' && /^[\\w-]{43}$/.test(value)\n",
        put: '  return value !== undefined\n',
      },
      {
        file: 'src/commands/editing-buttons.ts',
        cut: '    CHOICES.flatMap((input) => {\n',
        put: '    Object.keys(data).flatMap((input) => {\n',
      },
    ],
  },
  {
    id: 'S73',
    requirement: 'rights to change contacts',
    state: 'done',
    tests: ['test/attacks/editing.test.ts'],
    bites: [
      {
        file: 'src/commands/permission.ts',
        cut: '    if (!token.changes) return REFUSED\n',
        put: '',
      },
      {
        file: 'src/commands/dispatch.ts',
        cut: "  if (!services.edits && CHANGING.has(command.type)) return exchange.say({ kind: 'editing_off' })\n",
        put: '',
      },
      {
        file: 'src/commands/free-text.ts',
        cut: '  const chosen = services.edits && !isAsking ? await',
        put: '  const chosen = !isAsking ? await',
      },
      {
        file: 'src/commands/free-text.ts',
        cut: '  const undone = services.edits ? await undoneBy(typed, exchange, services) : undefined\n',
        put: '  const undone = await undoneBy(typed, exchange, services)\n',
      },
    ],
  },
  {
    id: 'S74',
    requirement: 'deleted contacts and forms are forgotten',
    state: 'done',
    tests: ['test/attacks/editing.test.ts', 'test/conversations/import.test.ts'],
    bites: [
      {
        file: 'src/commands/forget.ts',
        cut: '  await services.editing.forget(user)\n',
        put: '',
      },
      {
        file: 'src/commands/files/received-file.ts',
        cut: '  if (isIn && !(await isConnected(user, services))) {\n',
        put: '  if (false) {\n',
        test: 'test/conversations/import.test.ts',
      },
    ],
  },
  {
    id: 'S79',
    requirement: 'only what was shown is merged',
    state: 'done',
    tests: ['test/conversations/editing-again.test.ts'],
    bites: [
      {
        file: 'src/commands/editing/merge.ts',
        cut: '  if (draft.seen && isAgreed(draft, press)) {\n',
        put: '  if (draft.seen) {\n',
      },
      {
        file: 'src/commands/editing/merge.ts',
        cut: "  return !('entries' in chosen) && (agreed === round || pressed === round)\n",
        put: '  return agreed === round || pressed === round\n',
      },
      {
        file: 'src/commands/editing/merge-once.ts',
        cut: '    const next = nextStep(state, await readEach(ids, mailbox, services), stays)\n',
        put: "    const next = state.isWritten ? 'write' : nextStep(state, await readEach(ids, mailbox, services), stays)\n",
      },
      {
        file: 'src/commands/editing/merge.ts',
        cut: "  return [...new Set((chosen?.['entries'] ?? '').split(',').flatMap((n) => ids[Number(n)] ?? []))]\n",
        put: "  return (chosen?.['entries'] ?? '').split(',').flatMap((n) => ids[Number(n)] ?? [])\n",
      },
    ],
  },
  {
    id: 'S80',
    requirement: 'a late answer changes nothing',
    state: 'done',
    tests: ['test/conversations/editing.test.ts', 'test/conversations/chosen.test.ts'],
    bites: [
      {
        file: 'src/commands/last-question.ts',
        cut: '        return choices && sentAt > (found.askedBy ?? -Infinity) ? choose(choices) : undefined\n',
        put: '        return choices ? choose(choices) : undefined\n',
        test: 'test/conversations/chosen.test.ts',
      },
      {
        file: 'src/commands/last-question.ts',
        cut: '        return yes && sentAt > askedBy && agrees(yes) ? yes : undefined\n',
        put: '        return yes && agrees(yes) ? yes : undefined\n',
      },
      {
        file: 'src/commands/free-text.ts',
        cut: "  return draft?.purpose === 'delete' && isPartOf(name, draft.name) ? yes.id : undefined\n",
        put: "  return draft?.purpose === 'delete' ? yes.id : undefined\n",
      },
      {
        file: 'src/commands/free-text.ts',
        cut: '  const agreed = services.edits && !isAsking ? await',
        put: '  const agreed = services.edits ? await',
      },
      {
        file: 'src/commands/help.ts',
        cut: '  const ended = services.lastQuestions.endYes(exchange.user).catch(() => undefined)\n',
        put: '  const ended = undefined\n',
      },
      {
        file: 'src/commands/editing/save.ts',
        cut: "  if (wasCancelled(found, exchange)) return { kind: 'form_cancelled' }\n",
        put: '',
      },
      {
        file: 'src/commands/editing/merge.ts',
        cut: "    if (wasCancelled(draft, exchange)) return { kind: 'form_cancelled' } as const\n",
        put: '',
      },
    ],
  },
]
