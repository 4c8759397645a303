import axe from 'axe-core'
import { flushSync } from 'svelte'
import { expect, test, vi } from 'vitest'
import { FakeBackend, type FakeWishes } from '../backend/fake'
import type { CommandName } from '../backend/backend'
import { Desk } from '../state/desk.svelte'
import { sayBytes } from '../state/trash.svelte'
import App from './App.svelte'
import { runCommand } from './commands'
import { show } from './mount-for-tests'

const many = (count: number): FakeWishes['posts'] =>
  Array.from({ length: count }, (_, n) => ({ path: `post-${n}.md`, text: `---\ntitle: Post ${n}\n---\n\nText ${n}.\n`, state: { kind: 'draft' as const }, ageMs: n * 1000 }))

async function open(wishes: FakeWishes = {}) {
  const backend = new FakeBackend({ autosaveMs: 20, stepMs: 1, ...wishes })
  const desk = new Desk(backend)
  await desk.start()
  show(App, { desk })
  await desk.posts.settled()
  flushSync()
  return { backend, desk }
}
const all = (id: string) => [...document.querySelectorAll<HTMLElement>(`[data-testid="${id}"]`)]
const one = (id: string) => all(id)[0] as HTMLElement
const until = (check: () => void) => vi.waitFor(() => { flushSync(); check() }, { timeout: 4000 })
const count = (backend: FakeBackend, name: CommandName) => backend.calls.filter((call) => call === name).length
const click = (element: HTMLElement | undefined, keys: MouseEventInit = {}) => element?.dispatchEvent(new MouseEvent('click', { bubbles: true, ...keys }))
const press = (key: string, keys: KeyboardEventInit = {}) => document.querySelector('[role=listbox]')?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...keys }))
const axed = async () => (await axe.run(document, { rules: { 'color-contrast': { enabled: false }, 'document-title': { enabled: false }, 'html-has-lang': { enabled: false } }, iframes: false })).violations

test('posts are chosen with the mouse and the keys, and nothing stays chosen in another view', async () => {
  const { desk } = await open({ posts: many(40) })
  const rows = () => all('post-list-item')
  const chosen = () => desk.selection.count
  // Without a height only the rows that are kept to spare are in the page.
  await until(() => expect(rows().length).toBeGreaterThan(3))
  click(rows()[2], { ctrlKey: true })
  await until(() => expect(chosen()).toBe(2))
  expect(rows().filter((row) => row.getAttribute('aria-selected') === 'true')).toHaveLength(2)
  click(rows()[2], { ctrlKey: true })
  await until(() => expect(chosen()).toBe(1))
  click(rows()[3], { shiftKey: true })
  await until(() => expect(chosen()).toBe(2))
  press('Escape')
  await until(() => expect(all('selection-bar')).toHaveLength(0))
  press('ArrowDown', { shiftKey: true })
  await until(() => expect(chosen()).toBe(2))
  press('a', { ctrlKey: true })
  await until(() => expect(one('selection-count').textContent).toBe('40 selected'))
  click(rows()[1], { ctrlKey: true })
  await until(() => expect(one('selection-count').textContent).toBe('39 selected'))
  expect(await axed()).toEqual([])
  desk.posts.narrow({ query: 'Post 3' })
  await until(() => expect(chosen()).toBe(0))
})

test('all of a view are changed without their paths ever being here, and taken back at once', async () => {
  const { backend, desk } = await open({ posts: many(300) })
  const before = new Map([...backend.files].map(([path, { text }]) => [path, text]))
  desk.selection.all()
  await until(() => expect(one('selection-count').textContent).toBe('300 selected'))
  one('bulk-tag').click()
  await until(() => expect(all('bulk-input')).toHaveLength(1))
  const input = one('bulk-input') as HTMLInputElement
  input.value = 'sea, Fog'
  input.dispatchEvent(new Event('input', { bubbles: true }))
  flushSync()
  one('bulk-apply').click()
  await until(() => expect(one('toast').textContent).toContain('300 posts have the tag'))
  expect([...backend.files.values()].filter(({ text }) => text.includes('Fog')).length).toBe(300)
  one('toast-action').click()
  await until(() => expect(count(backend, 'undo_edit')).toBe(1))
  await until(() => expect([...backend.files].filter(([path, { text }]) => before.get(path) !== text)).toHaveLength(0))
  console.info(`0 of ${before.size} posts differ after undo`)
})

test('the open post is followed into another folder, and left when it goes into the trash', async () => {
  const { desk } = await open({ posts: many(6) })
  await until(() => expect(desk.document?.path).toBe('post-0.md'))
  click(all('post-list-item')[1], { ctrlKey: true })
  await until(() => expect(desk.selection.count).toBe(2))
  await desk.selection.run({ kind: 'move', folder: '2026' })
  await until(() => expect(desk.document?.path).toBe('2026/post-0.md'))
  desk.selection.all()
  await desk.selection.run({ kind: 'trash' })
  await until(() => expect(desk.document).toBeNull())
  expect(desk.trash.view.count).toBe(6)
})

test('a post is copied, made a template and thrown away from its menu, which the keys open too', async () => {
  const { backend, desk } = await open()
  await until(() => expect(desk.posts.at).not.toBeNull())
  press('F10', { shiftKey: true })
  await until(() => expect(all('post-menu')).toHaveLength(1))
  expect(await axed()).toEqual([])
  one('menu-template').click()
  await until(() => expect(all('template-name')).toHaveLength(1))
  const name = one('template-name') as HTMLInputElement
  name.value = 'Letter'
  name.dispatchEvent(new Event('input', { bubbles: true }))
  flushSync()
  one('template-save').click()
  await until(() => expect(backend.templates.map((row) => row.name)).toContain('Letter'))
  await until(() => expect(all('template-name')).toHaveLength(0))
  press('ContextMenu')
  await until(() => expect(all('menu-duplicate')).toHaveLength(1))
  one('menu-duplicate').click()
  await until(() => expect(desk.document?.path).toMatch(/^copy-of-/))
  one('template-menu').click()
  await until(() => expect(all('template-row').map((row) => row.textContent)).toContain('Letter'))
  click(all('template-row').find((row) => row.textContent === 'Letter'))
  await until(() => expect(desk.document?.path).toBe('untitled.md'))
  runCommand(desk, 'fromTemplate')
  await until(() => expect(all('chosen-template')).toHaveLength(4))
  expect(await axed()).toEqual([])
  all('chosen-template')[0]?.click()
  await until(() => expect(desk.document?.path).toBe('untitled-2.md'))
})

test('the trash is asked of the folder; what goes for ever is asked about first', async () => {
  const { backend, desk } = await open()
  const [path] = [...backend.files.keys()]
  backend.throwAway(path ?? '')
  desk.place = 'trash'
  await until(() => expect(all('trash-row')).toHaveLength(1))
  one('empty-trash').click()
  await until(() => expect(all('discard-all')).toHaveLength(1))
  expect(await axed()).toEqual([])
  expect(backend.trash.size).toBe(1)
  one('discard-all').click()
  await until(() => expect(backend.trash.size).toBe(0))
  await until(() => expect(document.querySelector('.trash')?.textContent).toContain('The trash is empty'))
  for (const [bytes, said] of [[900, '900 B'], [12_300, '12 kB'], [4_560_000, '4.6 MB']] as const) expect(sayBytes(bytes)).toBe(said)
})

test('an import is looked at before it is pressed, and said afterwards', async () => {
  const { backend, desk } = await open()
  const before = backend.files.size
  desk.carrying.beginImport()
  await until(() => expect(all('import-file')).toHaveLength(1))
  one('import-file').click()
  await until(() => expect(one('import-headline').textContent).toContain('would come from'))
  expect(backend.files.size).toBe(before)
  expect(await axed()).toEqual([])
  one('import-press').click()
  await until(() => expect(one('import-headline').textContent).toContain('came from'))
  expect(backend.files.size).toBe(before + 40)
  one('carrying-close').click()
  desk.carrying.beginExport()
  await until(() => expect(all('export-zip')).toHaveLength(1))
  one('export-zip').click()
  await until(() => expect(all('exported')).toHaveLength(1))
  expect(count(backend, 'export_posts')).toBe(1)
})

test('the libraries that were open before are in a menu; one that is away cannot be opened, only forgotten', async () => {
  const { backend, desk } = await open()
  one('library-menu').click()
  await until(() => expect(all('library-row')).toHaveLength(3))
  expect(await axed()).toEqual([])
  expect((all('library-row')[2] as HTMLButtonElement).disabled).toBe(true)
  all('forget-library')[1]?.click()
  await until(() => expect(all('library-row')).toHaveLength(2))
  all('library-row')[1]?.click()
  await until(() => expect(count(backend, 'open_library')).toBe(1))
  await until(() => expect(desk.document).not.toBeNull())
})
