import axe from 'axe-core'
import { flushSync } from 'svelte'
import { expect, test, vi } from 'vitest'
import { FakeBackend } from '../backend/fake'
import { Desk } from '../state/desk.svelte'
import App from './App.svelte'
import { show } from './mount-for-tests'

async function open() {
  const backend = new FakeBackend({ vanished: { posts: 120, of: 150, withFolder: false } })
  const desk = new Desk(backend)
  await desk.start()
  show(App, { desk })
  flushSync()
  return backend
}
const banner = () => document.querySelector<HTMLElement>('[data-testid="vanished"]')
const until = (check: () => void) => vi.waitFor(() => { flushSync(); check() }, { timeout: 3000 })

test('posts that are not there are said until the writer says that they were deleted', async () => {
  const backend = await open()
  await until(() => expect(banner()?.textContent).toContain('120 of 150 posts are not there any more.'))
  const result = await axe.run(document, { rules: { 'color-contrast': { enabled: false }, 'document-title': { enabled: false }, 'html-has-lang': { enabled: false } }, iframes: false })
  expect(result.violations).toEqual([])
  banner()?.querySelector('button')?.click()
  await until(() => expect(banner()).toBeNull())
  expect(backend.calls).toContain('believe_vanished')
})

test('a folder that is not there is only waited for', async () => {
  const backend = await open()
  backend.tell({ kind: 'vanished', vanished: { posts: 150, of: 150, withFolder: true } })
  await until(() => expect(banner()?.textContent).toContain('The library’s folder is not there any more.'))
  expect(banner()?.querySelector('button')).toBeNull()
  backend.tell({ kind: 'vanished', vanished: null })
  await until(() => expect(banner()).toBeNull())
})
