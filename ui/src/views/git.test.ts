import axe from 'axe-core'
import { flushSync } from 'svelte'
import { expect, test, vi } from 'vitest'
import { FakeBackend, type FakeWishes } from '../backend/fake'
import { Desk } from '../state/desk.svelte'
import { sayTree } from '../state/git.svelte'
import App from './App.svelte'
import { show } from './mount-for-tests'

const find = (id: string) => document.querySelector<HTMLElement>(`[data-testid="${id}"]`)
const until = (check: () => void) => vi.waitFor(() => { flushSync(); check() }, { timeout: 3000 })

async function open(wishes: FakeWishes) {
  const desk = new Desk(new FakeBackend({ autosaveMs: 20, ...wishes }))
  await desk.start()
  show(App, { desk })
  return desk
}

test('the foot of the side bar says how the tree stands, and Sync brings both sides together', async () => {
  await open({ git: {} })
  await until(() => expect(find('git-state')?.textContent).toBe('2 changed, 1 to receive'))
  find('sync')?.click()
  await until(() => expect(find('git-state')?.textContent).toBe('all sent'))
  find('git-more')?.click()
  await until(() => expect(find('commit-on-publish')).not.toBeNull())
  expect(find('commit-on-publish')?.getAttribute('aria-checked')).toBe('false')
  find('commit-on-publish')?.click()
  find('git-more')?.click()
  await until(() => expect(find('commit-on-publish')?.getAttribute('aria-checked')).toBe('true'))
  const { violations } = await axe.run(find('git') as HTMLElement, { rules: { 'color-contrast': { enabled: false } } })
  expect(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join()}`)).toEqual([])
})

test('what stands in the way is said in three parts', async () => {
  await open({ git: { inProgress: 'merge' } })
  await until(() => expect(find('git-state')?.textContent).toBe('merge not finished'))
  find('sync')?.click()
  await until(() => expect(find('git-message')?.textContent).toContain('Finish or end the merge'))
  find('git-close')?.click()
  await until(() => expect(find('git-error')).toBeNull())
})

test('without a work tree nothing of git is shown', async () => {
  await open({})
  expect(find('git')).toBeNull()
})

test('states in a few words', () => {
  const tree = { branch: 'main', changed: 0, ahead: 0, behind: 0, conflicted: 0, remote: 'origin', inProgress: '', commitOnPublish: false, message: '' }
  expect(sayTree(tree)).toBe('all sent')
  expect(sayTree({ ...tree, remote: '' })).toBe('no remote')
  expect(sayTree({ ...tree, branch: '' })).toBe('not on a branch')
  expect(sayTree({ ...tree, conflicted: 1, ahead: 2 })).toBe('1 unmerged, 2 to send')
})
