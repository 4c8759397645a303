/** Versions of the in-memory backend: every post has a few, made of its own paragraphs. */
import { between, fakeError, type FakeBackend } from './fake'
import { bodyStartOf } from './fake-front-matter'
import type { DiffView } from './generated/DiffView'
import type { OneVersion } from './generated/OneVersion'
import type { VersionCompared } from './generated/VersionCompared'
import type { VersionList } from './generated/VersionList'
import type { VersionView } from './generated/VersionView'
import type { WhyKept } from './generated/WhyKept'

interface Kept {
  id: string
  atMs: number
  why: WhyKept
  blog: string
  text: string
}

const HOUR = 3_600_000
const stores = new WeakMap<FakeBackend, Map<string, Kept[]>>()
const countWords = (text: string) => text.split(/\s+/).filter((word) => /\p{L}|\p{N}/u.test(word)).length
const bodyOf = (text: string) => text.slice(bodyStartOf(text))
const paragraphs = (text: string) => bodyOf(text).trim().split(/\n{2,}/).filter(Boolean)

const present = (fake: FakeBackend, path: string) => fake.buffers.get(path)?.text ?? fake.files.get(path)?.text ?? ''

function keptOf(fake: FakeBackend, path: string): Kept[] {
  const store = stores.get(fake) ?? new Map<string, Kept[]>()
  stores.set(fake, store)
  const known = store.get(path)
  if (known) return known
  const now = Date.now()
  const text = present(fake, path)
  const head = text.slice(0, bodyStartOf(text))
  const parts = paragraphs(text)
  const states = fake.wishes.noVersions ? [] : parts.map((_, at) => parts.slice(0, at + 1).join('\n\n').replace(/\bmorning\b/, at < parts.length - 1 ? 'night' : 'morning'))
  const WHYS: WhyKept[] = ['saved', 'replaced', 'saved', 'published', 'pulled']
  const made = states.map((body, at): Kept => {
    const why = WHYS[at % WHYS.length] ?? 'saved'
    return { id: `v${at}`, atMs: now - (states.length - at) * 9 * HOUR, why, blog: why === 'published' || why === 'pulled' ? 'blog.example.org' : '', text: `${head}${body}\n` }
  })
  const list = made.reverse()
  store.set(path, list)
  return list
}

export function fakeVersions(fake: FakeBackend, path: string): VersionList {
  const kept = keptOf(fake, path)
  const words = kept.map((one) => countWords(bodyOf(one.text)))
  const versions = kept.map(({ text, ...rest }, at): VersionView => ({
    ...rest,
    words: words[at] ?? 0,
    gained: (words[at] ?? 0) - (words[at + 1] ?? 0),
    present: text.trim() === present(fake, path).trim(),
  }))
  return { versions, total: versions.length }
}

function one(fake: FakeBackend, { path, id }: OneVersion): Kept {
  const found = keptOf(fake, path).find((kept) => kept.id === id)
  if (!found) throw fakeError('input', 'This version is not there any more.', 'Nothing was changed. Choose another one.')
  return found
}

export function fakeCompareVersion(fake: FakeBackend, version: OneVersion): VersionCompared {
  const { text } = one(fake, version)
  const old = paragraphs(text)
  const now = paragraphs(present(fake, version.path))
  const changes: DiffView[] = []
  const push = (kind: DiffView['kind'], paragraph: string) => {
    const last = changes.at(-1)
    if (last?.kind === kind) last.text += `\n\n${paragraph}`
    else changes.push({ kind, text: paragraph })
  }
  let at = 0
  for (const paragraph of old) {
    const found = now.indexOf(paragraph, at)
    if (found < 0) push('removed', paragraph)
    else {
      now.slice(at, found).forEach((between) => push('added', between))
      push('same', paragraph)
      at = found + 1
    }
  }
  now.slice(at).forEach((rest) => push('added', rest))
  const count = (kind: DiffView['kind']) => countWords(changes.filter((change) => change.kind === kind).map((change) => change.text).join(' '))
  return { text, changes: changes.every((change) => change.kind === 'same') ? [] : changes, added: count('added'), removed: count('removed') }
}

export function fakeRestoreVersion(fake: FakeBackend, version: OneVersion): Record<string, never> {
  const { text } = one(fake, version)
  const before = present(fake, version.path)
  if (between(before, text).length === 0) return {}
  const kept = keptOf(fake, version.path)
  kept.unshift({ id: `r${kept.length}`, atMs: Date.now(), why: 'replaced', blog: '', text: before })
  const buffer = fake.buffers.get(version.path)
  if (buffer) buffer.base = buffer.text
  const file = fake.files.get(version.path)
  if (file) fake.files.set(version.path, { ...file, text, modifiedMs: Date.now() })
  fake.tellList()
  return {}
}
