import { expect, test } from 'vitest'
import { commandOf, keyLabel, TABLE, type KeyRow } from './keymap'

const rows: readonly KeyRow[] = TABLE

test('no key does two things, no command stands twice', () => {
  const keys = rows.flatMap((row) => row.keys)
  expect(new Set(keys).size).toBe(keys.length)
  expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length)
})

const press = (init: KeyboardEventInit) => new KeyboardEvent('keydown', init)

test('keys are found on any layout', () => {
  for (const [init, command] of [
    [{ key: 'b', code: 'KeyB', ctrlKey: true }, 'strong'],
    [{ key: 'B', code: 'KeyB', ctrlKey: true }, 'strong'], // caps lock
    [{ key: 'и', code: 'KeyB', ctrlKey: true }, 'strong'], // a Cyrillic layout
    [{ key: 'q', code: 'KeyA', ctrlKey: true }, null], // French: the letter counts
    [{ key: '/', code: 'Digit7', ctrlKey: true, shiftKey: true }, 'numberedList'], // German
    [{ key: '&', code: 'Digit7', ctrlKey: true, shiftKey: true }, 'numberedList'],
    [{ key: '&', code: 'Digit1', ctrlKey: true }, 'heading1'], // French
    [{ key: '|', code: 'Backslash', ctrlKey: true, shiftKey: true }, 'postPanel'],
    [{ key: '~', code: 'Backquote', ctrlKey: true, shiftKey: true }, 'codeBlock'],
    [{ key: 'ArrowUp', ctrlKey: true, altKey: true }, 'previousPost'],
    [{ key: 'F8', shiftKey: true }, 'previousProblem'],
    [{ key: 'b', code: 'KeyB' }, null],
    [{ key: 'b', code: 'KeyB', ctrlKey: true, altKey: true }, null],
    [{ key: 'b', code: 'KeyB', metaKey: true }, null],
  ] as const) {
    expect(commandOf(press(init), true, false), JSON.stringify(init)).toBe(command)
  }
  expect(commandOf(press({ key: 'b', metaKey: true }), true, true)).toBe('strong')
  expect(commandOf(press({ key: 'b', ctrlKey: true }), false, false), 'outside the text').toBeNull()
})

test('keys are written as on the machine', () => {
  for (const [key, plain, mac] of [['Mod-Shift-p', 'Ctrl+Shift+P', '⇧⌘P'], ['F1', 'F1', 'F1'], ['Mod-Alt-ArrowUp', 'Ctrl+Alt+↑', '⌥⌘↑'], ['Mod-\\', 'Ctrl+\\', '⌘\\']] as const) {
    expect([keyLabel(key, false), keyLabel(key, true)]).toEqual([plain, mac])
  }
})
