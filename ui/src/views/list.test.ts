import axe from 'axe-core'
import { flushSync } from 'svelte'
import { expect, test, vi } from 'vitest'
import { FakeBackend, type FakeWishes } from '../backend/fake'
import { Desk } from '../state/desk.svelte'
import { throwAway } from '../state/making'
import App from './App.svelte'
import { show } from './mount-for-tests'

async function open(wishes: FakeWishes = {}) {
  const backend = new FakeBackend(wishes)
  const desk = new Desk(backend)
  await desk.start()
  show(App, { desk })
  await settle()
  return { backend, desk }
}
const settle = async () => {
  await new Promise((resolve) => setTimeout(resolve, 5))
  flushSync()
}
const all = (id: string) => [...document.querySelectorAll<HTMLElement>(`[data-testid="${id}"]`)]
async function click(id: string): Promise<void> {
  const found = all(id)[0]
  if (!found) throw new Error(`no ${id} in the window`)
  found.click()
  await settle()
}
const paths = () => all('post-list-item').map((item) => item.dataset.path)
const until = (check: () => void) => vi.waitFor(() => { flushSync(); check() }, { timeout: 3000 })

test('a filter is a chip that can be taken away, and an empty one offers to show all', async () => {
  const { desk } = await open()
  await click('filter-menu')
  await click('filter-changedHere')
  await until(() => expect(paths()).toEqual(['a-very-long-title.md']))
  expect(all('filter-chip')[0]?.textContent).toContain('Changed here')
  expect(document.querySelector('.head .count')?.textContent).toBe('1')
  await click('filter-chip')
  await until(() => expect(paths().length).toBeGreaterThan(1))
  desk.posts.narrow({ filter: 'unreadable' })
  await until(() => expect(document.body.textContent).toContain('Nothing of this kind here.'))
})

test('orders: by title, by words', async () => {
  await open()
  await click('sort-menu')
  await click('sort-title-up')
  await until(() => expect(paths()[0]).toBe('a-letter-returned.md'))
  await click('sort-menu')
  expect(all('sort-title-up')[0]?.getAttribute('aria-checked')).toBe('true')
  await click('sort-words-down')
  await until(() => expect(paths()[0]).toBe('notes-from-the-early-train.md'))
})

test('a pinned post stands first in every order, with a sign and a word', async () => {
  const { desk } = await open()
  await desk.open('workshop.md')
  if (desk.row) await desk.posts.pin(desk.row)
  await until(() => expect(paths()[0]).toBe('workshop.md'))
  expect(all('post-list-item')[0]?.textContent).toContain('Pinned.')
  desk.posts.narrow({ sort: { key: 'title', descending: false } })
  await until(() => expect(paths().slice(0, 2)).toEqual(['workshop.md', 'a-letter-returned.md']))
  if (desk.row) await desk.posts.pin(desk.row)
  await until(() => expect(paths()[0]).toBe('a-letter-returned.md'))
})

test('conflicts have a place in the side bar while there are any', async () => {
  const { backend, desk } = await open()
  await click('conflicts-entry')
  await until(() => expect(paths()).toEqual(['the-map-was-wrong.md']))
  expect(all('conflicts-entry')[0]?.getAttribute('aria-current')).toBe('page')
  const file = backend.files.get('the-map-was-wrong.md')
  if (file) file.state = { kind: 'published' }
  desk.place = 'drafts'
  backend.tellList()
  await until(() => expect(all('conflicts-entry')).toEqual([]))
})

test('how far the first reading is stands under the list, and what is no post with its reason', async () => {
  const { backend, desk } = await open()
  backend.skipped = [{ place: 'locked', why: 'This folder cannot be read: permission denied.' }, { place: 'old.md', why: 'This is a folder with the name of a post.' }]
  backend.tell({ kind: 'libraryChanged', generation: 2, counts: { ...desk.posts.counts, skipped: 2 }, reading: { done: 12_400, of: 100_000 }, indexing: null })
  await until(() => expect(all('reading')[0]?.textContent).toContain('Reading 12,400 of 100,000 posts'))
  await until(() => expect(all('skipped')[0]?.textContent).toContain('2 things in the folder are no posts'))
  await click('skipped')
  await until(() => expect(document.body.textContent).toContain('This is a folder with the name of a post.'))
  const result = await axe.run(document, { rules: { 'color-contrast': { enabled: false }, 'document-title': { enabled: false }, 'html-has-lang': { enabled: false } }, iframes: false })
  expect(result.violations.map(({ id }) => id)).toEqual([])
  backend.tellList()
  await until(() => expect(all('reading')).toEqual([]))
})

test('the keys of the list reach posts that are not in the page', async () => {
  const posts = Array.from({ length: 400 }, (_, n) => ({ path: `p${n}.md`, text: `---\ntitle: Post ${n}\n---\n`, state: { kind: 'draft' as const }, ageMs: n * 1000 }))
  const { desk } = await open({ posts })
  const list = document.querySelector<HTMLElement>('[role=listbox]')
  expect(all('post-list-item').length).toBeLessThan(40)
  list?.dispatchEvent(new KeyboardEvent('keydown', { key: 'End', bubbles: true, cancelable: true }))
  await until(() => expect(desk.document?.path).toBe('p399.md'))
  await desk.goNext(-1)
  expect(desk.document?.path).toBe('p398.md')
  await throwAway(desk)
  await until(() => expect(desk.document?.path).toBe('p399.md'))
})
