/** The list of the in-memory backend: places, filters, orders and pages, as the core makes them. */
import type { FakeBackend } from './fake'
import { fakeAsked, fakeFound, fakeHit } from './fake-search'
import { fold, sectionOf } from '../state/library'
import type { Counts } from './generated/Counts'
import type { FilterName } from './generated/FilterName'
import type { ListPosts } from './generated/ListPosts'
import type { ListView } from './generated/ListView'
import type { NeighbourOf } from './generated/NeighbourOf'
import type { PostRow } from './generated/PostRow'
import type { RowPage } from './generated/RowPage'

const FOUND: Record<FilterName, (row: PostRow, text: string) => boolean> = {
  changedHere: (row) => row.state.kind === 'changedHere',
  changedThere: (row) => row.changedThere,
  conflicts: (row) => row.state.kind === 'conflict',
  untagged: (row) => row.tags.length === 0 && row.state.kind !== 'unreadable',
  noPicture: (row, text) => !/!\[[^\]]*\]\(|^picture:/m.test(text) && row.state.kind !== 'unreadable',
  unreadable: (row) => row.state.kind === 'unreadable',
  doubled: (row) => row.note !== null,
}

const text = (fake: FakeBackend, row: PostRow) => fake.files.get(row.path)?.text ?? ''
const dateOf = (fake: FakeBackend, row: PostRow) => Date.parse(/^date: *(\S+)/m.exec(text(fake, row))?.[1] ?? '') || row.modifiedMs

export function viewed(fake: FakeBackend, { place, filter, sort, query }: ListView): PostRow[] {
  const key = (row: PostRow) => ({ changed: row.modifiedMs, title: fold(row.title), date: dateOf(fake, row), words: row.words })[sort.key]
  const sign = sort.descending ? -1 : 1
  const compare = (a: PostRow, b: PostRow) => {
    const [left, right] = [key(a), key(b)]
    return Number(b.pinned) - Number(a.pinned) || (left < right ? -sign : left > right ? sign : 0) || (a.path < b.path ? -1 : 1)
  }
  const rows = fake.rows().filter((row) => (place === 'all' || sectionOf(row.state) === place) && (filter === null || FOUND[filter](row, text(fake, row))))
  return fakeFound(fake, rows.sort(compare), query)
}

export function fakeCounts(fake: FakeBackend): Counts {
  const rows = fake.rows()
  const by = (name: FilterName) => rows.filter((row) => FOUND[name](row, text(fake, row))).length
  const counts: Counts = {
    all: rows.length, drafts: 0, scheduled: 0, published: 0,
    changedHere: by('changedHere'), changedThere: by('changedThere'), conflicts: by('conflicts'), untagged: by('untagged'),
    noPicture: by('noPicture'), unreadable: by('unreadable'), doubled: by('doubled'), skipped: fake.skipped.length,
  }
  for (const row of rows) counts[sectionOf(row.state)] += 1
  return counts
}

export function fakeList(fake: FakeBackend, { view, offset, count, find }: ListPosts): RowPage {
  const rows = viewed(fake, view)
  const place = (path: string) => rows.findIndex((row) => row.path === path)
  const shown = rows.slice(offset, offset + count)
  const asked = view.query.trim() ? fakeAsked(view.query) : null
  const hits = asked && asked.clauses.length > 0 ? shown.map((row) => fakeHit(fake, row, view.query)) : []
  return {
    generation: fake.generation, offset, total: rows.length, rows: shown, hits, asked, counts: fakeCounts(fake),
    found: find.map((path) => (place(path) < 0 ? null : place(path))),
  }
}

export function fakeNeighbour(fake: FakeBackend, { view, path, after }: NeighbourOf): PostRow | null {
  const rows = viewed(fake, view)
  const at = rows.findIndex((row) => row.path === path)
  return (at < 0 ? rows[0] : rows[at + (after ? 1 : -1)]) ?? null
}
