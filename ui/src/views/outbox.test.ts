import axe from 'axe-core'
import { flushSync } from 'svelte'
import { expect, test, vi } from 'vitest'
import { fakeAccount, FakeBackend, type FakeWishes } from '../backend/fake'
import { Desk } from '../state/desk.svelte'
import App from './App.svelte'
import { show } from './mount-for-tests'

async function open(wishes: FakeWishes = {}) {
  const backend = new FakeBackend({ autosaveMs: 20, stepMs: 5, ...wishes })
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
const find = (id: string) => document.querySelector<HTMLElement>(`[data-testid="${id}"]`)
function need(id: string): HTMLElement {
  const found = find(id)
  if (!found) throw new Error(`no ${id} in the window`)
  return found
}
async function click(id: string): Promise<void> {
  need(id).click()
  await settle()
}
const until = (check: () => void) => vi.waitFor(() => { flushSync(); check() }, { timeout: 3000 })
const states = () => [...document.querySelectorAll<HTMLElement>('[data-testid="outbox-job"]')].map((one) => one.dataset.state)

async function press(): Promise<void> {
  await click('publish-button')
  await until(() => expect((need('publish-confirm') as HTMLButtonElement).disabled).toBe(false))
  await click('publish-confirm')
}

test('a held press counts down and can be stopped: nothing is sent', async () => {
  const { backend, desk } = await open({ settings: { holdSeconds: 30 } })
  await press()
  await until(() => expect(need('publish-hold').textContent).toContain('Goes out in 30 s.'))
  expect(need('publish-cancel').textContent).toBe('Stop')
  await click('publish-cancel')
  await until(() => expect(need('publish-dialog').textContent).toContain('Taken out'))
  expect(backend.jobs.map((job) => job.state)).toEqual(['cancelled'])
  expect(desk.waitingJobs).toBe(0)
})

test('a held press can be sent at once, and left to itself', async () => {
  await open({ settings: { holdSeconds: 30 } })
  await press()
  await until(() => need('publish-hold'))
  await click('publish-send-now')
  await until(() => need('published-link'))
})

test('a draft is not held, nor is anything when the writer wants no hold', async () => {
  const { desk } = await open({ settings: { holdSeconds: 30 } })
  void desk.publish('draft')
  await until(() => need('publish-confirm'))
  await click('publish-confirm')
  await until(() => need('publish-result'))
})

test('the outbox: a held press, a paused blog, a resumed one, and what was done', async () => {
  const { desk } = await open({ settings: { holdSeconds: 30 } })
  await press()
  await until(() => need('publish-hold'))
  await click('publish-close')
  desk.place = 'outbox'
  await until(() => expect(states()).toEqual(['held']))
  expect(need('outbox-job').textContent).toContain('Goes out in')
  const sending = need('outbox-sending') as HTMLInputElement
  expect(sending.checked).toBe(true)
  sending.click()
  await until(() => expect(states()).toEqual(['paused']))
  expect(need('outbox-sending').parentElement?.textContent?.trim()).toBe('Paused')
  need('outbox-sending').click()
  await until(() => expect(states()).toEqual(['done']))
  expect(need('outbox-job').querySelector('details')?.textContent).toMatch(/\d\d:\d\d\s*Pressed, and kept here\./)
  expect(find('outbox-sending')).toBeNull()
})

test('what waits can be tried again or taken out, one by one', async () => {
  const { desk } = await open({ accounts: [fakeAccount('offline.example.org', 'Away')] })
  await press()
  await until(() => need('publish-message'))
  await click('publish-close')
  desk.place = 'outbox'
  await until(() => expect(states()).toEqual(['waiting']))
  await click('job-try-now')
  await until(() => expect(states()).toEqual(['waiting']))
  await click('job-stop')
  await until(() => expect(states()).toEqual(['cancelled']))
})

test('closing while posts are on their way: said once, and both answers reach the window', async () => {
  const { backend } = await open()
  for (const [sending, said, answer] of [[2, '2 posts are still being sent', 'close-wait'], [1, 'A post is still being sent', 'close-anyway']] as const) {
    backend.tell({ kind: 'closing', sending })
    await until(() => expect(need('closing').textContent).toContain(said))
    expect(need('closing').textContent).toContain('on at the next start')
    await click(answer)
    await until(() => expect(find('closing')).toBeNull())
  }
  expect(backend.calls.filter((name) => name === 'answer_closing')).toHaveLength(2)
})

test('a missed schedule is told with what to do', async () => {
  const { backend } = await open()
  const message = { happened: '“Soup for six” was to go public yesterday: the blog missed its time.', safe: 'It is on the blog, whole.', next: 'Publish it now.', detail: '' }
  backend.tell({ kind: 'missed', missed: { path: 'soup-for-six.md', account: 'blog.example.org', message } })
  backend.tell({ kind: 'missed', missed: { path: 'soup-for-six.md', account: 'blog.example.org', message } })
  await until(() => expect(need('missed').textContent).toContain('missed its time'))
  expect(document.querySelectorAll('[data-testid="missed"]')).toHaveLength(1)
  await click('publish-missed')
  await until(() => expect(need('publish-dialog').textContent).toContain('Soup for six'))
  expect(find('missed')).toBeNull()
})

const SCREENS: [string, (backend: FakeBackend, desk: Desk) => void][] = [
  ['held in the dialog', (_, desk) => void desk.publish().then(() => desk.publishing.press())],
  ['an outbox with two blogs', (backend, desk) => {
    void backend.call('pause_outbox', { account: 'b.example.org', paused: true })
    for (const account of ['a.example.org', 'b.example.org']) {
      const request = { path: `${account}.md`, account, status: 'published', overwrite: false, asNew: false }
      void backend.call('plan_publish', request).then(({ fingerprint }) => backend.call('publish', { request, fingerprint }))
    }
    desk.place = 'outbox'
  }],
  ['closing', (backend) => backend.tell({ kind: 'closing', sending: 2 })],
]

test.each(SCREENS)('axe finds nothing: %s', async (_name, act) => {
  const { backend, desk } = await open({ settings: { holdSeconds: 30 } })
  act(backend, desk)
  await settle()
  await settle()
  const result = await axe.run(document, { rules: { 'color-contrast': { enabled: false }, 'document-title': { enabled: false }, 'html-has-lang': { enabled: false } }, iframes: false })
  expect(result.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([])
})
