/** Renaming a file: the links that lead to it, what the press says, and the way back; an editable copy of what is not UTF-8. */
import { flushSync } from 'svelte'
import { expect, test, vi } from 'vitest'
import { FakeBackend } from '../backend/fake'
import { Desk } from '../state/desk.svelte'
import { sayLinks, sayMoved, sayPress } from '../state/moving'
import App from './App.svelte'
import { show } from './mount-for-tests'

async function open() {
  const backend = new FakeBackend({ autosaveMs: 20 })
  const desk = new Desk(backend)
  await desk.start()
  show(App, { desk })
  await until(() => expect(desk.document).not.toBeNull())
  return { backend, desk }
}
const until = (check: () => void) => vi.waitFor(() => { flushSync(); check() }, { timeout: 3000 })
function need(id: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(`[data-testid="${id}"]`)
  if (!found) throw new Error(`no ${id} in the window`)
  return found
}
async function click(id: string): Promise<void> {
  await until(() => need(id))
  need(id).click()
  flushSync()
}

test('the press says what it does', () => {
  for (const [path, to, links, press] of [
    ['old', 'new', 0, 'Rename'],
    ['old', 'new', 1, 'Rename and update 1 link'],
    ['trips/old', 'trips/new', 3, 'Rename and update 3 links'],
    ['trips/old', 'old', 3, 'Move and update 3 links'],
    ['old', '2026/old', 0, 'Move'],
  ] as const)
    expect(sayPress(path, to, { links, posts: links })).toBe(press)
  expect(sayLinks({ links: 1, posts: 1 })).toBe('1 link in 1 post leads to it.')
  const row = { path: '2026/new.md' } as never
  expect(sayMoved('2026/old.md', { row, links: 3, posts: 2 })).toBe('Renamed to new.md. 3 links in 2 posts follow.')
  expect(sayMoved('old.md', { row, links: 0, posts: 0 })).toBe('Moved to 2026/new.md.')
})

test('links in other posts follow a renamed file, and its way back', async () => {
  const { backend, desk } = await open()
  const path = desk.document?.path ?? ''
  const [other, file] = [...backend.files].find(([name]) => name !== path) ?? []
  if (!other || !file) throw new Error('there is another post')
  file.text += `\nSee [this](${path}).\n`
  await click('rename-post')
  await until(() => expect(need('rename-links').textContent).toBe('1 link in 1 post leads to it.'))
  const input = need('rename-input') as HTMLInputElement
  input.value = 'elsewhere'
  input.dispatchEvent(new Event('input', { bubbles: true }))
  flushSync()
  expect(need('rename-save').textContent).toBe('Rename and update 1 link')
  await click('rename-save')
  await until(() => expect(desk.document?.path).toBe('elsewhere.md'))
  expect(file.text).toContain('[this](elsewhere.md)')
  expect(need('toast').textContent).toContain('1 link in 1 post follows.')
  await click('toast-action')
  await until(() => expect(desk.document?.path).toBe(path))
  expect(file.text).toContain(`[this](${path})`)
})

test('a file that is not UTF-8 offers an editable copy and opens it', async () => {
  const { backend, desk } = await open()
  backend.files.set('latin.md', { text: 'Déjà vu\n', modifiedMs: Date.now(), state: { kind: 'unreadable', why: 'This file is not UTF-8 text (it looks like Windows-1252).' } })
  await desk.open('latin.md')
  await until(() => expect(desk.session.editor.state.readOnly).toBe(true))
  await click('convert-copy')
  await until(() => expect(desk.document?.path).toBe('latin (utf-8).md'))
  expect(desk.session.editor.state.readOnly).toBe(false)
  expect(need('toast').textContent).toContain('the original is untouched')
  expect([...backend.files.keys()]).toContain('latin.md')
})
