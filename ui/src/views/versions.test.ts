import axe from 'axe-core'
import { flushSync } from 'svelte'
import { expect, test, vi } from 'vitest'
import { FakeBackend, type FakeWishes } from '../backend/fake'
import { Desk } from '../state/desk.svelte'
import { byDay, sayGained, sayWhy } from '../state/versions.svelte'
import App from './App.svelte'
import { runCommand } from './commands'
import { show } from './mount-for-tests'

async function open(wishes: FakeWishes = {}) {
  const backend = new FakeBackend({ autosaveMs: 20, ...wishes })
  const desk = new Desk(backend)
  await desk.start()
  show(App, { desk })
  runCommand(desk, 'versions')
  await until(() => expect(find('versions-dialog')).not.toBeNull())
  return { backend, desk }
}
const find = (id: string) => document.querySelector<HTMLElement>(`[data-testid="${id}"]`)
const all = (id: string) => [...document.querySelectorAll<HTMLElement>(`[data-testid="${id}"]`)]
const until = (check: () => void) => vi.waitFor(() => { flushSync(); check() }, { timeout: 3000 })

test('a version is compared and brought back, and undo takes that back', async () => {
  const { desk } = await open()
  await until(() => expect(find('version-restore')?.hasAttribute('disabled')).toBe(false))
  const before = desk.session.editor.state.doc.toString()
  const oldest = all('version').at(-1) as HTMLElement
  oldest.click()
  await until(() => expect(document.querySelector('.compared .added')?.textContent).toContain('Added:'))
  find('version-restore')?.click()
  await until(() => expect(find('versions-dialog')).toBeNull())
  await until(() => expect(desk.session.editor.state.doc.length).toBeLessThan(before.length))
  runCommand(desk, 'undo')
  await until(() => expect(desk.session.editor.state.doc.toString()).toBe(before))
})

test('the arrow keys go through the list', async () => {
  await open()
  await until(() => expect(all('version').length).toBeGreaterThan(2))
  const chosen = () => all('version').findIndex((one) => one.getAttribute('aria-selected') === 'true')
  const first = chosen()
  all('version')[first]?.focus()
  document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true, cancelable: true }))
  await until(() => expect(chosen()).toBe(first + 1))
  expect(document.activeElement).toBe(all('version')[first + 1])
})

test('without an older state the dialog says when one is kept', async () => {
  await open({ noVersions: true })
  await until(() => expect(find('versions-none')?.textContent).toContain('no older states'))
  expect(find('version-restore')).toBeNull()
})

test('the dialog has nothing that axe objects to', async () => {
  await open()
  await until(() => expect(all('version').length).toBeGreaterThan(2))
  all('version').at(-1)?.click()
  await until(() => expect(document.querySelector('.compared .diff')).not.toBeNull())
  const { violations } = await axe.run(find('versions-dialog') as HTMLElement, { rules: { 'color-contrast': { enabled: false } } })
  expect(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join()}`)).toEqual([])
})

test('words of the list', () => {
  expect([12, 0, -3].map(sayGained)).toEqual(['+12', '', '−3'])
  expect(sayWhy({ why: 'published', blog: 'blog.example.org' })).toBe('Sent to blog.example.org')
  expect(sayWhy({ why: 'published', blog: '' })).toBe('Sent')
  const now = new Date(2026, 10, 26, 12).getTime()
  const version = (atMs: number) => ({ id: String(atMs), atMs, why: 'saved' as const, blog: '', words: 1, gained: 1, present: false })
  const days = byDay([now - 1, now - 13 * 3_600_000, now - 14 * 3_600_000, now - 400 * 86_400_000].map(version), now)
  expect(days.map((one) => one.versions.length)).toEqual([1, 2, 1])
  expect(days.slice(0, 2).map((one) => one.day)).toEqual(['Today', 'Yesterday'])
  expect(days[2]?.day).toContain('2025')
})
