import { undo } from '@codemirror/commands'
import { flushSync } from 'svelte'
import { expect, test, vi } from 'vitest'
import type { Args, CommandName, Returns } from '../backend/backend'
import { FakeBackend } from '../backend/fake'
import type { OutsideNews } from '../backend/generated/OutsideNews'
import { Desk } from '../state/desk.svelte'
import App from './App.svelte'
import { show } from './mount-for-tests'

/** What the core says about the file is said by the test. */
class Told extends FakeBackend {
  news: OutsideNews = { kind: 'same' }
  override async call<K extends CommandName>(name: K, args: Args<K>): Promise<Returns<K>> {
    return name === 'take_outside' ? (this.news as Returns<K>) : super.call(name, args)
  }
}

async function open() {
  const backend = new Told({ posts: [{ path: 'a.md', text: 'mine\n\nb\n', state: { kind: 'draft' }, ageMs: 0 }] })
  const desk = new Desk(backend)
  await desk.start()
  show(App, { desk })
  flushSync()
  return { backend, desk, text: () => desk.session.editor.state.doc.toString() }
}
const until = (check: () => void) => vi.waitFor(() => { flushSync(); check() }, { timeout: 3000 })
const banner = () => document.querySelector('[data-testid="outside-banner"]')

test('what was merged is one step that can be undone, and is said quietly', async () => {
  const { backend, desk, text } = await open()
  backend.news = { kind: 'merged', changes: [{ from: 0, to: 0, insert: 'theirs\n\n' }, { from: 8, to: 8, insert: '\nc\n' }] }
  backend.tell({ kind: 'outside', path: 'a.md' })
  await until(() => expect(text()).toBe('theirs\n\nmine\n\nb\n\nc\n'))
  await until(() => expect(document.querySelector('[data-testid="toast"]')?.textContent).toContain('merged into your text'))
  expect(banner()).toBeNull()
  undo(desk.session.editor)
  expect(text()).toBe('mine\n\nb\n')
})

test('an emptied file is not loaded, and the writer is told', async () => {
  const { backend, text } = await open()
  backend.news = { kind: 'both', theirs: '\n' }
  backend.tell({ kind: 'outside', path: 'a.md' })
  await until(() => expect(banner()?.textContent).toContain('Another program has emptied this file. Your text is kept here'))
  expect(text()).toBe('mine\n\nb\n')
  backend.news = { kind: 'same' }
  backend.tell({ kind: 'outside', path: 'a.md' })
  await until(() => expect(banner()).toBeNull())
})
