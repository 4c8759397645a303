/** Many posts at once, copies, templates, the trash and several libraries of the in-memory backend. */
import type { FakeBackend, FakeFile } from './fake'
import { fakeError } from './fake'
import { derive, setFieldIn } from './fake-front-matter'
import { viewed } from './fake-list'
import type { BulkDone } from './generated/BulkDone'
import type { BulkEdit } from './generated/BulkEdit'
import type { BulkWhat } from './generated/BulkWhat'
import type { FieldInput } from './generated/FieldInput'
import type { FieldName } from './generated/FieldName'
import type { FollowedPost } from './generated/FollowedPost'
import type { LibraryRow } from './generated/LibraryRow'
import type { PostRow } from './generated/PostRow'
import type { TemplateRow } from './generated/TemplateRow'
import type { TrashView } from './generated/TrashView'

const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase()
const posts = (count: number, one: string, many: string) => (count === 1 ? `1 post ${one}` : `${count} posts ${many}`)

/** The text after it; `null` when it says so already. */
function edited(text: string, what: BulkWhat): string | null {
  const { fields } = derive(text)
  const set = (field: FieldName, value: FieldInput) => {
    let result = text
    for (const { from, to, insert } of setFieldIn(text, field, value)) result = result.slice(0, from) + insert + result.slice(to)
    return result === text ? null : result
  }
  const add = (list: string[], names: string[]) => [...list, ...names.filter((name) => !list.some((one) => same(one, name)))]
  const without = (list: string[], names: string[]) => list.filter((one) => !names.some((name) => same(one, name)))
  switch (what.kind) {
    case 'addTags': return set('tags', { kind: 'list', value: add(fields.tags, what.names) })
    case 'removeTags': return set('tags', { kind: 'list', value: without(fields.tags, what.names) })
    case 'addCategories': return set('categories', { kind: 'list', value: add(fields.categories, what.names) })
    case 'removeCategories': return set('categories', { kind: 'list', value: without(fields.categories, what.names) })
    case 'setCategories': return set('categories', { kind: 'list', value: what.names })
    case 'setStatus': return set('status', { kind: 'text', value: what.status })
    default: return null
  }
}

function say(what: BulkWhat, done: number): string {
  switch (what.kind) {
    case 'addTags': return `${posts(done, 'has', 'have')} the tag “${what.names.join('”, “')}” now.`
    case 'setStatus': return `${posts(done, 'is', 'are')} ${what.status} here now.`
    case 'move': return `${posts(done, 'lies', 'lie')} in “${what.folder}” now.`
    case 'trash': return `${posts(done, 'is', 'are')} in the trash.`
    default: return `${posts(done, 'was', 'were')} changed.`
  }
}

export async function fakeEdit(fake: FakeBackend, { posts: chosen, what }: BulkEdit): Promise<BulkDone> {
  const all = chosen.kind === 'paths' ? chosen.paths : viewed(fake, chosen.view).map((row) => row.path).filter((path) => !chosen.except.includes(path))
  const before = new Map<string, FakeFile | null>()
  const trashed: string[] = []
  const open: FollowedPost[] = []
  let unchanged = 0
  fake.carryingStopped = false
  for (const [done, path] of all.entries()) {
    const file = fake.files.get(path)
    if (!file || fake.carryingStopped) continue
    if (all.length > 20) {
      fake.tell({ kind: 'carrying', done, of: all.length, title: path })
      if (done % 10 === 0) await new Promise((resolve) => setTimeout(resolve, fake.wishes.stepMs ?? 8))
    }
    if (what.kind === 'trash') {
      if (fake.buffers.has(path)) open.push({ from: path, to: null })
      trashed.push(fake.throwAway(path))
      before.set(path, file)
    } else if (what.kind === 'move') {
      const to = [what.folder, path.split('/').at(-1)].filter(Boolean).join('/')
      if (to === path) unchanged += 1
      else {
        before.set(path, file).set(to, null)
        fake.files.delete(path)
        fake.files.set(to, file)
        const buffer = fake.buffers.get(path)
        fake.buffers.delete(path)
        if (buffer) fake.buffers.set(to, buffer)
        if (buffer) open.push({ from: path, to })
      }
    } else {
      const text = edited(file.text, what)
      if (text === null) unchanged += 1
      else {
        before.set(path, file)
        fake.files.set(path, { ...file, text })
        if (fake.buffers.has(path)) fake.tell({ kind: 'outside', path })
      }
    }
  }
  fake.tellList()
  const done = what.kind === 'move' ? before.size / 2 : before.size
  const undo = done > 0 ? String(fake.undos.size + 1) : null
  if (undo !== null) fake.undos.set(undo, { before, trashed })
  return { said: done > 0 ? say(what, done) : 'No post was changed.', done, same: unchanged, left: 0, reasons: [], undo, open }
}

export function fakeUndo(fake: FakeBackend, ticket: string): BulkDone {
  const undo = fake.undos.get(ticket)
  if (!undo) throw fakeError('input', 'This change cannot be taken back any more.', 'Nothing was changed. Older texts of a post are among its versions.')
  fake.undos.delete(ticket)
  for (const [path, file] of undo.before) {
    if (file) fake.files.set(path, file)
    else fake.files.delete(path)
    if (fake.buffers.has(path)) fake.tell({ kind: 'outside', path })
  }
  for (const gone of undo.trashed) fake.trash.delete(gone)
  fake.tellList()
  const done = [...undo.before.values()].filter(Boolean).length
  return { said: `${posts(done, 'is', 'are')} as before.`, done, same: 0, left: 0, reasons: [], undo: null, open: [] }
}

export function fakeCopy(fake: FakeBackend, path: string): PostRow {
  const file = fake.files.get(path)
  if (!file) throw fakeError('other', 'This post is not in the folder any more.', 'Nothing was changed.')
  const title = derive(file.text).fields.title || path.replace(/\.md$/, '')
  const copy = `copy-of-${path}`
  let text = file.text
  for (const { from, to, insert } of setFieldIn(text, 'title', { kind: 'text', value: `Copy of ${title}` })) text = text.slice(0, from) + insert + text.slice(to)
  const made: FakeFile = { text, modifiedMs: Date.now(), state: { kind: 'draft' } }
  fake.files.set(copy, made)
  fake.tellList()
  return fake.row(copy, made)
}

export function fakeFromTemplate(fake: FakeBackend, template: string): PostRow {
  let path = 'untitled.md'
  for (let n = 2; fake.files.has(path); n++) path = `untitled-${n}.md`
  const made: FakeFile = { text: `---\nstatus: draft\n---\n\n## ${template}\n\n`, modifiedMs: Date.now(), state: { kind: 'draft' } }
  fake.files.set(path, made)
  fake.tellList()
  return fake.row(path, made)
}

export function fakeSaveTemplate(fake: FakeBackend, name: string): TemplateRow {
  if (fake.templates.some((row) => same(row.name, name))) throw fakeError('input', `There is already a file called "${name}.md" in this folder. Nothing was changed. Choose another name.`, 'Your text was not changed.')
  const row = { name, path: `Templates/${name}.md`, isDefault: same(name, 'default') }
  fake.templates = [...fake.templates, row].sort((a, b) => a.name.localeCompare(b.name))
  return row
}

export function fakeTrash(fake: FakeBackend): TrashView {
  const rows = [...fake.trash].reverse().map(([ticket, { path, file, at }]) => ({ ticket, title: fake.row(path, file).title, path, size: file.text.length, trashedMs: at }))
  return { rows, count: rows.length, bytes: rows.reduce((sum, row) => sum + row.size, 0) }
}

export const fakeLibraries = (): LibraryRow[] => [
  { folder: '/home/me/Posts', name: 'Posts', isOpen: true, isThere: true, post: null },
  { folder: '/home/me/Documents/Letters from a very small island in the north', name: 'Letters from a very small island in the north', isOpen: false, isThere: true, post: null },
  { folder: '/media/stick/Travel', name: 'Travel', isOpen: false, isThere: false, post: null },
]
