import axe from 'axe-core'
import { flushSync } from 'svelte'
import { expect, test, vi } from 'vitest'
import { FakeBackend, type FakeWishes } from '../backend/fake'
import { samples } from '../backend/fake-samples'
import type { Restored } from '../backend/generated/Restored'
import { Desk } from '../state/desk.svelte'
import App from './App.svelte'
import { show } from './mount-for-tests'

const [first, second, third] = samples().map(({ path }) => path)
const left = (path = '', restored: Restored = { kind: 'back', lines: 2 }) => ({ view: { path, title: `The ${path}`, atMs: Date.now(), isThere: restored.kind !== 'gone' }, restored })

async function open(unsaved: FakeWishes['unsaved']) {
  const backend = new FakeBackend({ autosaveMs: 20, unsaved })
  const desk = new Desk(backend)
  await desk.start()
  show(App, { desk })
  flushSync()
  return { backend, desk }
}
const all = (id: string) => [...document.querySelectorAll<HTMLElement>(`[data-testid="${id}"]`)]
const until = (check: () => void) => vi.waitFor(() => { flushSync(); check() }, { timeout: 3000 })

test('text of an earlier run is said to be back, and asks for nothing', async () => {
  await open([left(first)])
  await until(() => expect(all('outside-banner')[0]?.textContent).toContain('2 lines that were not saved when Copydesk ended are back.'))
  expect(all('unsaved-texts')).toHaveLength(0)
  all('outside-banner')[0]?.querySelector('button')?.click()
  await until(() => expect(all('outside-banner')).toHaveLength(0))
})

test('other posts with unsaved text are listed; each is opened or put away', async () => {
  const { backend } = await open([left(second, { kind: 'both', theirs: 'theirs' }), left(third, { kind: 'gone' })])
  await until(() => expect(all('unsaved-text').map((one) => one.dataset.path)).toEqual([second, third]))
  expect(all('unsaved-text')[1]?.textContent).toContain('its file is gone')
  const result = await axe.run(document, { rules: { 'color-contrast': { enabled: false }, 'document-title': { enabled: false }, 'html-has-lang': { enabled: false } }, iframes: false })
  expect(result.violations).toEqual([])
  all('open-unsaved')[0]?.click()
  await until(() => expect(all('outside-banner')[0]?.textContent).toContain('nothing is saved until you choose'))
  expect(all('save-state')[0]?.textContent).toBe('Not saved')
  await until(() => expect(all('unsaved-text').map((one) => one.dataset.path)).toEqual([third]))
  all('put-away-unsaved')[0]?.click()
  await until(() => expect(all('unsaved-texts')).toHaveLength(0))
  expect(backend.calls).toContain('put_away_unsaved')
  expect(backend.files.has(third ?? '')).toBe(true)
})
