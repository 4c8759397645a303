/** Conflicts of the in-memory backend: a wished-for conflict file, and on `moved.` hosts a blog where somebody wrote "mist" for "fog", and changed the last paragraph. */
import type { FakeBackend } from './fake'
import { bodyStartOf } from './fake-front-matter'
import type { ChunkView } from './generated/ChunkView'
import type { CompareConflict } from './generated/CompareConflict'
import type { Comparison } from './generated/Comparison'
import type { ConflictFound } from './generated/ConflictFound'
import type { ResolveConflict } from './generated/ResolveConflict'

const settled = new WeakMap<FakeBackend, Set<string>>()

export const isSettled = (fake: FakeBackend, path: string) => settled.get(fake)?.has(path) ?? false

/** The post beside which Syncthing put another text, until that is settled. */
export function fakeConflicts(fake: FakeBackend, path: string): ConflictFound[] {
  const file = path.replace(/\.md$/, '.sync-conflict-20261105-101112-ABCDEF7.md')
  const there = fake.wishes.copyOf === path && !isSettled(fake, path)
  return there ? [{ with: { kind: 'copy', file }, label: 'Syncthing put the other text beside it.' }] : []
}

const textOf = (fake: FakeBackend, path: string) => fake.buffers.get(path)?.text ?? fake.files.get(path)?.text ?? ''

export function fakeComparison(fake: FakeBackend, { path }: CompareConflict): Comparison {
  const text = textOf(fake, path)
  const parts = text.slice(bodyStartOf(text)).trim().split('\n\n')
  const chunks = parts.map((here, at): ChunkView => {
    if (at === parts.length - 1) return { kind: 'both', base: here.replace(/ .*/, ' …'), here, there: `${here} It was said otherwise there.` }
    if (here.includes('fog')) return { kind: 'there', base: '', here: '', there: here.replaceAll('fog', 'mist') }
    return { kind: at === 1 ? 'here' : 'same', base: '', here, there: at === 1 ? '' : here }
  })
  return {
    fingerprint: String(text.length),
    chunks,
    fields: [
      { name: 'title', here: 'A quiet morning', there: 'A quiet morning at the harbour', both: true },
      { name: 'tags', here: 'coast', there: 'coast, harbour', both: false },
    ],
    notes: [],
  }
}

export function fakeResolve(fake: FakeBackend, { request, theirs, takes }: ResolveConflict): Record<string, never> {
  const { path } = request
  const text = textOf(fake, path)
  let question = 0
  const said = fakeComparison(fake, request).chunks.map((chunk) => {
    if (chunk.kind !== 'both') return chunk.kind === 'there' ? chunk.there : chunk.here
    const take = theirs ? 'there' : takes[question++]
    return take === 'here' ? chunk.here : take === 'there' ? chunk.there : `${chunk.here}\n\n${chunk.there}`
  })
  settled.set(fake, (settled.get(fake) ?? new Set()).add(path))
  fake.writeOutside(path, `${text.slice(0, bodyStartOf(text))}${said.join('\n\n')}\n`)
  return {}
}
