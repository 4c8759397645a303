import { flushSync } from 'svelte'
import { expect, test, vi } from 'vitest'
import { FakeBackend } from '../backend/fake'
import { Desk } from '../state/desk.svelte'
import App from './App.svelte'
import { show } from './mount-for-tests'

const find = (id: string) => document.querySelector<HTMLElement>(`[data-testid="${id}"]`)
const until = (check: () => void) => vi.waitFor(() => { flushSync(); check() }, { timeout: 3000 })

test('a conflict file is told above the text, compared and settled', async () => {
  const backend = new FakeBackend({ autosaveMs: 20, copyOf: 'notes-from-the-early-train.md' })
  const desk = new Desk(backend)
  await desk.start()
  show(App, { desk })
  await until(() => expect(find('conflict-banner')?.textContent).toContain('Syncthing'))
  find('compare-copy')?.click()
  await until(() => expect(find('conflict-merge')).not.toBeNull())
  expect(find('conflict-dialog')?.textContent).toContain('Changed on two computers')
  expect(find('conflict-dialog')?.textContent).not.toContain('blog')
  find('take-both')?.click()
  await until(() => expect(find('conflict-merge')?.hasAttribute('disabled')).toBe(false))
  find('conflict-merge')?.click()
  await until(() => expect(find('conflict-dialog')).toBeNull())
  await until(() => expect(find('conflict-banner')).toBeNull())
  await until(() => expect(desk.session.editor.state.doc.toString()).toContain('It was said otherwise there.'))
})
