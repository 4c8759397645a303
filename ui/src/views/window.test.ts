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
const all = (id: string) => [...document.querySelectorAll<HTMLElement>(`[data-testid="${id}"]`)]
function need(id: string): HTMLElement {
  const found = find(id)
  if (!found) throw new Error(`no ${id} in the window`)
  return found
}
async function click(id: string): Promise<void> {
  need(id).click()
  await settle()
}
async function fill(id: string, value: string): Promise<void> {
  const input = need(id) as HTMLInputElement
  input.value = value
  input.dispatchEvent(new Event('input', { bubbles: true }))
  await settle()
}
async function key(init: KeyboardEventInit): Promise<void> {
  ;(document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init }))
  await settle()
}
const until = (check: () => void) => vi.waitFor(() => { flushSync(); check() }, { timeout: 3000 })
const type = (desk: Desk, text: string) => desk.session.editor.dispatch({ ...desk.session.editor.state.replaceSelection(text), userEvent: 'input.type' })

test('what is typed reaches the file, and the status says so', async () => {
  const { backend, desk } = await open()
  type(desk, 'Hello. ')
  await settle()
  await until(() => expect(need('save-state').textContent).toMatch(/^Saved \d\d:\d\d$/))
  expect(backend.files.get('notes-from-the-early-train.md')?.text).toContain('\n---\nHello. \nThe first train')
  expect(need('word-count').textContent).toBe('145 words, 1 min')
})

test('the title field changes the front matter, and only that', async () => {
  const { backend, desk } = await open()
  const before = desk.session.editor.state.doc.toString()
  need('title-input').focus()
  await fill('title-input', 'Another')
  await fill('title-input', 'Another name')
  await until(() => expect(desk.document?.view.fields.title).toBe('Another name'))
  expect(desk.session.editor.state.doc.toString()).toBe(before.replace('Notes from the early train', 'Another name'))
  await until(() => expect(backend.files.get('notes-from-the-early-train.md')?.text).toContain('title: Another name\n'))
})

test('fields of the panel: text, terms, choices', async () => {
  const { desk } = await open({ settings: { showPostPanel: true } })
  await fill('field-slug', 'early')
  await fill('field-tags', 'fog')
  need('field-tags').focus()
  await key({ key: 'Enter' })
  const comments = need('field-comments') as HTMLSelectElement
  comments.value = 'closed'
  comments.dispatchEvent(new Event('change', { bubbles: true }))
  await until(() => expect(desk.document?.view.fields).toMatchObject({ slug: 'early', tags: ['trains', 'coast', 'fog'], comments: false }))
})

test('a new post, renamed, put into the trash and brought back', async () => {
  const { backend, desk } = await open()
  await click('new-post')
  await until(() => expect(document.activeElement).toBe(need('title-input')))
  expect(all('post-list-item')[0]?.dataset).toMatchObject({ path: 'untitled.md', state: 'draft' })
  await click('rename-post')
  await fill('rename-input', 'fresh')
  await click('rename-save')
  await until(() => expect(desk.document?.path).toBe('fresh.md'))
  expect([...backend.files.keys()]).toContain('fresh.md')
  expect(need('toast').textContent).toContain('Renamed to fresh.md.')
  desk.messages.toasts = []
  await click('trash-post')
  await until(() => expect(need('toast').textContent).toContain('is in the trash'))
  expect([...backend.files.keys()]).not.toContain('fresh.md')
  await click('toast-action')
  await until(() => expect(desk.document?.path).toBe('fresh.md'))
})

test('the filter narrows the list, and says when nothing is left', async () => {
  await open()
  await fill('search', 'soup')
  expect(all('post-list-item').map((item) => item.dataset.path)).toEqual(['soup-for-six.md'])
  await fill('search', 'no such thing')
  expect(all('post-list-item')).toEqual([])
  expect(document.body.textContent).toContain('No post here has “no”, “such” and “thing”.')
  await fill('search', '"notes from" -tag:coast')
  expect(document.body.textContent).toContain('No post here has “notes from” and not tag “coast”.')
  need('search').focus()
  await key({ key: 'Escape' })
  expect(all('post-list-item').length).toBeGreaterThan(0)
})

test('what was found is shown with its marks, titles first', async () => {
  await open()
  await fill('search', 'train')
  const [first] = all('post-list-item')
  expect(first?.dataset.path).toBe('notes-from-the-early-train.md')
  expect([...(first?.querySelectorAll('mark') ?? [])].map((mark) => mark.textContent)).toContain('train')
  await fill('search', 'gulls tag:trains')
  expect(all('post-list-item').map((item) => item.querySelector('.words mark')?.textContent)).toEqual(['gulls'])
})

test('publishing: the plan, the second press, the address', async () => {
  const { backend } = await open()
  await click('publish-button')
  await until(() => expect(need('publish-dialog').textContent).toContain('What will happen'))
  expect(backend.calls).not.toContain('publish')
  await click('publish-confirm')
  await until(() => expect(need('published-link').textContent).toBe('https://blog.example.org/notes-from-the-early-train/'))
  expect(backend.calls.filter((name) => name === 'publish')).toHaveLength(1)
  await click('publish-close')
  expect(find('publish-dialog')).toBeNull()
  await until(() => expect(need('publish-button').textContent).toBe('Update'))
})

test('publishing: what was typed last is in the plan, and a stale plan is made anew instead of sent', async () => {
  const { backend, desk } = await open()
  await click('publish-button')
  await until(() => need('publish-confirm'))
  type(desk, 'One more word. ')
  await desk.session.flushed()
  await click('publish-confirm')
  await until(() => expect(need('publish-dialog').textContent).toContain('has changed since you looked'))
  expect(backend.jobs).toEqual([])
  await click('publish-confirm')
  await until(() => need('published-link'))
})

test('publishing: a refusal, a conflict and a blog that does not answer', async () => {
  const { fakeAccount } = await import('../backend/fake')
  const { desk } = await open({ accounts: [fakeAccount('moved.example.org', 'Moved')], posts: [{ path: 'a.md', text: '---\nstatus: draft\n---\nfog\n', state: { kind: 'draft' }, ageMs: 0 }] })
  await click('publish-button')
  await until(() => expect(all('publish-message').map((one) => one.textContent).join()).toContain('no title'))
  expect((need('publish-confirm') as HTMLButtonElement).disabled).toBe(true)
  await click('publish-close')
  desk.setField('title', { kind: 'text', value: 'Fog' })
  await click('publish-button')
  await until(() => expect(need('publish-message').textContent).toContain('was changed on the blog'))
  expect((need('publish-confirm') as HTMLButtonElement).disabled).toBe(true)
  await click('conflict-overwrite')
  await until(() => expect((need('publish-confirm') as HTMLButtonElement).disabled).toBe(false))
  await click('publish-close')
  desk.blogs.accounts = [fakeAccount('offline.example.org', 'Away')]
  await click('publish-button')
  await until(() => expect(need('publish-confirm').textContent).toBe('Queue'))
  await click('publish-confirm')
  await until(() => expect(need('publish-message').textContent).toContain('waits in the outbox'))
  expect(desk.waitingJobs).toBe(1)
})

test('a post that one blog knows may go to another one when the writer says so', async () => {
  const { fakeAccount } = await import('../backend/fake')
  const { desk } = await open({ accounts: [fakeAccount('blog.example.org', 'A'), fakeAccount('b.example.org', 'B')], settings: { account: 'b.example.org' } })
  await desk.open('soup-for-six.md')
  expect(desk.account?.id).toBe('blog.example.org')
  desk.pickAccount('b.example.org')
  expect(desk.account?.id).toBe('b.example.org')
  await desk.open('notes-from-the-early-train.md')
  await desk.open('spring-list.md')
  expect(desk.account?.id).toBe('b.example.org')
})

test('another program writes: a clean post follows, undo keeps its own history', async () => {
  const { backend, desk } = await open()
  const { editor } = desk.session
  type(desk, 'Mine. ')
  await until(() => expect(need('save-state').textContent).toMatch(/^Saved/))
  const path = 'notes-from-the-early-train.md'
  backend.writeOutside(path, (backend.files.get(path)?.text ?? '').replace('gulls', 'crows'))
  await until(() => expect(editor.state.doc.toString()).toContain('crows'))
  const { undo } = await import('@codemirror/commands')
  undo(editor)
  expect(editor.state.doc.toString()).toContain('crows')
  expect(editor.state.doc.toString()).not.toContain('Mine.')
  expect(find('outside-banner')).toBeNull()
})

for (const [choice, stays] of [['keep-mine', 'Mine. '], ['take-theirs', 'Theirs. ']] as const) {
  test(`another program writes while there are changes here: ${choice}`, async () => {
    const { backend, desk } = await open({ autosaveMs: 60_000 })
    const path = 'notes-from-the-early-train.md'
    type(desk, 'Mine. ')
    await desk.session.flushed()
    backend.writeOutside(path, (backend.files.get(path)?.text ?? '').replace('The first train', 'Theirs. The first train'))
    await until(() => need('outside-banner'))
    expect(desk.session.editor.state.doc.toString()).toContain('Mine. ')
    await click(choice)
    await until(() => expect(find('outside-banner')).toBeNull())
    await desk.save()
    expect(backend.files.get(path)?.text).toContain(stays)
    expect(desk.session.editor.state.doc.toString()).toBe(backend.files.get(path)?.text)
  })
}

test('connecting a blog: nothing there, then found, wrong password, right password, removed', async () => {
  const { desk } = await open({ accounts: [] })
  await click('connect-blog')
  await fill('connect-address', 'nobody.example.org')
  await click('connect-find')
  await until(() => expect(need('connect-message').textContent).toContain('Nothing answers'))
  await fill('connect-address', 'garden.example.org')
  await click('connect-find')
  await until(() => need('connect-user'))
  await fill('connect-user', 'me')
  await fill('connect-password', 'short')
  await click('connect-save')
  await until(() => expect(need('connect-message').textContent).toContain('did not accept'))
  await fill('connect-password', 'abcd efgh ijkl mnop')
  await click('connect-save')
  await until(() => expect(need('connect-message').textContent).toContain('is connected'))
  expect(desk.settings.account).toBe('garden.example.org')
  desk.blogs.close()
  desk.overlay = 'settings'
  await until(() => need('account-item'))
  await click('account-remove')
  await click('account-remove-confirm')
  await until(() => expect(find('account-item')).toBeNull())
})

test('connecting a blog by approving it in the browser', async () => {
  const { desk } = await open({ accounts: [], approvalMs: 20 })
  const opened = vi.spyOn(desk, 'openLink')
  await click('connect-blog')
  await fill('connect-address', 'garden.example.org')
  await click('connect-find')
  await until(() => need('connect-approve'))
  await click('connect-approve')
  await until(() => need('connect-waiting'))
  await until(() => expect(need('connect-message').textContent).toContain('is connected'))
  expect(opened).toHaveBeenCalledExactlyOnceWith('https://garden.example.org/wp-admin/authorize-application.php?app_name=Copydesk')
  expect(desk.settings.account).toBe('garden.example.org')
})

test('what is refused for safety is allowed only by a yes', async () => {
  await open({ accounts: [] })
  await click('connect-blog')
  await fill('connect-address', 'selfsigned.example.org')
  await click('connect-find')
  await until(() => expect(need('connect-certificate').textContent).toContain('10:17:1E'))
  ;(need('connect-certificate').querySelector('button') as HTMLButtonElement).click()
  await until(() => need('connect-user'))
  await fill('connect-user', 'me')
  await fill('connect-password', 'abcd efgh ijkl mnop')
  expect((need('connect-save') as HTMLButtonElement).disabled).toBe(false)
})

test('a blog over plain http waits for a yes before a password goes there', async () => {
  await open({ accounts: [] })
  await click('connect-blog')
  await fill('connect-address', 'plain.example.org')
  await click('connect-find')
  await until(() => need('connect-user'))
  await fill('connect-user', 'me')
  await fill('connect-password', 'abcd efgh ijkl mnop')
  expect((need('connect-save') as HTMLButtonElement).disabled).toBe(true)
  await click('connect-http')
  expect((need('connect-save') as HTMLButtonElement).disabled).toBe(false)
})

test('the doctor shows each finding, the first cause, and a text for the host', async () => {
  await open({ accounts: [], stepMs: 1 })
  await click('connect-blog')
  await fill('connect-address', 'nobody.example.org')
  await click('connect-find')
  await until(() => need('connect-why'))
  await click('connect-why')
  await until(() => expect(need('doctor-verdict').textContent).toBe('One thing does not work.'))
  const findings = [...document.querySelectorAll<HTMLElement>('[data-testid=finding]')].map((one) => `${one.dataset.subject} ${one.dataset.state}`)
  expect(findings).toEqual(['connection broken', 'address fine', 'front_door skipped', 'rest skipped', 'xmlrpc skipped', 'sign_in skipped'])
  expect(document.querySelector('textarea[readonly]')).toHaveProperty('value', expect.stringContaining('nobody.example.org'))
})

test('keys reach the window and the text', async () => {
  const { desk } = await open()
  await key({ key: 'k', ctrlKey: true })
  await until(() => need('palette-input'))
  await fill('palette-input', 'soup')
  ;(need('palette-input') as HTMLInputElement).dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))
  await until(() => expect(desk.document?.path).toBe('soup-for-six.md'))
  await key({ key: '\\', code: 'Backslash', ctrlKey: true })
  expect(desk.settings.showPreview).toBe(false)
  desk.session.editor.focus()
  desk.session.editor.dispatch({ selection: { anchor: desk.session.editor.state.doc.length - 20, head: desk.session.editor.state.doc.length - 14 } })
  await key({ key: '2', code: 'Digit2', ctrlKey: true })
  expect(desk.session.editor.state.doc.toString()).toContain('## Onions first.')
})

test('posts left behind keep their undo history', async () => {
  const { desk } = await open()
  type(desk, 'Mine. ')
  await desk.open('soup-for-six.md')
  await desk.open('notes-from-the-early-train.md')
  expect(desk.session.editor.state.doc.toString()).toContain('Mine. ')
  const { undo } = await import('@codemirror/commands')
  undo(desk.session.editor)
  expect(desk.session.editor.state.doc.toString()).not.toContain('Mine. ')
})

const SCREENS: [string, FakeWishes, (desk: Desk) => void][] = [
  ['a post, all panes', { settings: { showPostPanel: true } }, () => undefined],
  ['problems and a long title', { settings: { showPostPanel: true } }, (desk) => void desk.open('a-very-long-title.md')],
  ['broken front matter', {}, (desk) => void desk.open('broken.md')],
  ['no library', { noLibrary: true, notice: 'The folder is gone. Choose another one.' }, () => undefined],
  ['an empty folder', { posts: [] }, () => undefined],
  ['first start', { isSample: true, accounts: [] }, () => undefined],
  ['outbox', {}, (desk) => (desk.place = 'outbox')],
  ['trash', {}, (desk) => (desk.place = 'trash')],
  ['on the blog', {}, (desk) => desk.showBlog('blog.example.org')],
  ['on a blog that is silent', { accounts: [fakeAccount('offline.example.org', 'Silent')] }, (desk) => desk.showBlog('offline.example.org')],
  ['palette', {}, (desk) => (desk.overlay = 'palette')],
  ['help', {}, (desk) => (desk.overlay = 'help')],
  ['settings', {}, (desk) => (desk.overlay = 'settings')],
  ['rename', {}, (desk) => (desk.overlay = 'rename')],
  ['connect', {}, (desk) => desk.blogs.begin()],
  ['connect: found', {}, (desk) => void (desk.blogs.begin(), desk.blogs.find('garden.example.org'))],
  ['connect: a certificate that signed itself', {}, (desk) => void (desk.blogs.begin(), desk.blogs.find('selfsigned.example.org'))],
  ['doctor', { stepMs: 0 }, (desk) => void desk.doctor.examine('garden.example.org', { address: 'garden.example.org' })],
  ['plan', {}, (desk) => void desk.publish()],
  ['message', {}, (desk) => desk.messages.report({ code: 'other', message: 'It did not work.', hint: 'Nothing was lost.', detail: 'x' })],
]

test.each(SCREENS)('axe finds nothing: %s', async (_name, wishes, act) => {
  const { desk } = await open(wishes)
  act(desk)
  await settle()
  await settle()
  const result = await axe.run(document, { rules: { 'color-contrast': { enabled: false }, 'document-title': { enabled: false }, 'html-has-lang': { enabled: false } }, iframes: false })
  expect(result.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([])
})

test('a blog shows what it holds; new posts come here, a file that looks like one is compared first', async () => {
  const { backend, desk } = await open({ onBlog: 240 })
  await click('blog-entry')
  await vi.waitFor(() => expect(desk.remote.listing).toBe(false))
  await settle()
  expect(desk.remote.total).toBe(desk.remote.rows.length)
  expect(all('remote-row').length).toBeLessThan(60)
  const first = need('remote-row')
  expect(first.dataset.standing).toBe('notHere')
  await click('remote-bring')
  await vi.waitFor(() => expect(need('remote-row').dataset.standing).toBe('same'))
  expect(backend.files.has('fog-over-the-estuary.md')).toBe(true)

  await click('remote-link')
  await settle()
  expect(need('link-dialog').textContent).toContain('will be tied to')
  await click('link-confirm')
  await vi.waitFor(() => expect(find('link-dialog')).toBeNull())
  expect(all('remote-row')[3]?.dataset.standing).toBe('changedHere')

  await click('remote-all')
  await vi.waitFor(() => expect(desk.remote.bringing?.title).toBeTruthy())
  await settle()
  await click('remote-stop')
  await vi.waitFor(() => expect(desk.remote.bringing).toBeNull())
  await settle()
  expect(desk.remote.said).toContain('Stopped')
})

test('a blog that does not answer and one that holds nothing say so', async () => {
  const silent = fakeAccount('offline.example.org', 'Silent')
  const { desk } = await open({ accounts: [silent, fakeAccount('empty.example.org', 'Empty')] })
  await click('blog-entry')
  await vi.waitFor(() => expect(find('remote-error')).not.toBeNull())
  expect(need('remote-error').textContent).toContain('did not answer')
  desk.showBlog('empty.example.org')
  await vi.waitFor(() => expect(desk.remote.listing).toBe(false))
  await settle()
  expect(document.body.textContent).toContain('This blog has no posts yet')
})
