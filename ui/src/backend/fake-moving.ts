/** Moving and copying posts in the in-memory backend: Markdown links that name a file follow it. */
import { fakeError, type FakeBackend } from './fake'
import type { ConvertedCopy } from './generated/ConvertedCopy'
import type { LinksView } from './generated/LinksView'
import type { MovedPost } from './generated/MovedPost'
import type { MovePost } from './generated/MovePost'
import type { OnePost } from './generated/OnePost'

const linkTo = (path: string) => `](${path})`

export function fakeLinks(fake: FakeBackend, { path }: OnePost): LinksView {
  const counts = [...fake.files].filter(([other]) => other !== path).map(([, file]) => file.text.split(linkTo(path)).length - 1)
  return { links: counts.reduce((sum, one) => sum + one, 0), posts: counts.filter((one) => one > 0).length }
}

export function fakeMove(fake: FakeBackend, { path, to, relink }: MovePost): MovedPost {
  const target = `${to}.md`
  const file = fake.files.get(path)
  if (!file) throw fakeError('other', 'This post is not there any more.', 'Nothing was changed.')
  if (fake.files.has(target)) throw fakeError('refused', `There is a post called ${target} already.`, 'Nothing was renamed. Choose another name.')
  const { links, posts } = relink ? fakeLinks(fake, { path }) : { links: 0, posts: 0 }
  if (relink) for (const other of fake.files.values()) other.text = other.text.replaceAll(linkTo(path), linkTo(target))
  const buffer = fake.buffers.get(path)
  fake.files.delete(path)
  fake.files.set(target, file)
  fake.buffers.delete(path)
  if (buffer) fake.buffers.set(target, buffer)
  if (fake.pinned.delete(path)) fake.pinned.add(target)
  fake.tellList()
  return { row: fake.row(target, file), links, posts, missed: [] }
}

export function fakeConvert(fake: FakeBackend, { path }: OnePost): ConvertedCopy {
  const text = fake.files.get(path)?.text ?? ''
  const copy = `${path.replace(/\.md$/, '')} (utf-8).md`
  const file = { text, modifiedMs: Date.now(), state: { kind: 'draft' as const } }
  fake.files.set(copy, file)
  fake.tellList()
  return { row: fake.row(copy, file), message: 'This copy was read as Windows-1252; the original is untouched.' }
}
