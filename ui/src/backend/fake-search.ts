/** The search of the in-memory backend: words, phrases and operators over titles, texts, tags and categories, as far as samples need it. */
import type { FakeBackend } from './fake'
import { fold } from '../state/library'
import type { AskedView } from './generated/AskedView'
import type { ClauseView } from './generated/ClauseView'
import type { FoundPosts } from './generated/FoundPosts'
import type { HitView } from './generated/HitView'
import type { MarkedView } from './generated/MarkedView'
import type { PostRow } from './generated/PostRow'
import type { SearchPosts } from './generated/SearchPosts'

const CLAUSE = /(-?)(?:(tag|category|status|blog|before|after):)?(?:"([^"]*)"?|(\S+))/giu
const BETWEEN = '[^\\p{L}\\p{N}]+'

export function fakeAsked(query: string): AskedView {
  const clauses = [...query.matchAll(CLAUSE)].map(([, minus, operator, quoted, plain]): ClauseView => ({
    operator: operator?.toLowerCase() ?? null, text: quoted ?? plain ?? '', negated: minus === '-',
  }))
  return { clauses: clauses.filter((clause) => /[\p{L}\p{N}]/u.test(clause.text)), titlesOnly: false }
}

/** The posts of a search, titles first, then in the order given; all of them when nothing is searched for. */
export function fakeFound(fake: FakeBackend, rows: PostRow[], query: string): PostRow[] {
  const { clauses } = fakeAsked(query)
  if (clauses.length === 0) return rows
  const inTitle = (row: PostRow) => clauses.filter((clause) => clause.operator === null && holds(row.title, clause.text)).length
  return rows.filter((row) => clauses.every((clause) => meets(fake, row, clause) !== clause.negated)).sort((a, b) => inTitle(b) - inTitle(a))
}

export function fakeHit(fake: FakeBackend, row: PostRow, query: string): HitView {
  const sought = fakeAsked(query).clauses.filter((clause) => clause.operator === null && !clause.negated).map((clause) => clause.text)
  const text = prose(fake, row)
  const first = sought.map((word) => places(text, word)[0]?.from ?? -1).filter((at) => at >= 0)
  const near = text.lastIndexOf(' ', Math.max(0, Math.min(...first, text.length) - 30)) + 1
  const from = first.length > 0 ? near : 0
  const passage = text.slice(from, from + 160)
  const shown = (from > 0 ? '… ' : '') + passage + (from + 160 < text.length ? ' …' : '')
  return { title: mark(row.title, sought), snippet: mark(shown, sought) }
}

export function fakeSearch(fake: FakeBackend, { query, limit }: SearchPosts): FoundPosts {
  const asked = fakeAsked(query)
  const found = asked.clauses.length === 0 ? [] : fakeFound(fake, fake.rows(), query)
  return { posts: found.slice(0, limit).map((row) => ({ row, hit: fakeHit(fake, row, query) })), total: found.length, asked }
}

function meets(fake: FakeBackend, row: PostRow, { operator, text }: ClauseView): boolean {
  const source = fake.files.get(row.path)?.text ?? ''
  const date = /^date: *(\S+)/m.exec(source)?.[1] ?? new Date(row.modifiedMs).toISOString()
  switch (operator) {
    case 'tag': return row.tags.some((tag) => fold(tag).startsWith(fold(text)))
    case 'category': return holds(/^categor.*(?:\n[ -].*)*/m.exec(source)?.[0] ?? '', text)
    case 'status': return fold(row.state.kind).startsWith(fold(text))
    case 'blog': return holds(/^wordpress:(?:\n .*)*/m.exec(source)?.[0] ?? '', text)
    case 'before': return date < text
    case 'after': return date >= text
    default: return holds([row.title, row.tags.join('\n'), prose(fake, row)].join('\n'), text)
  }
}

const prose = (fake: FakeBackend, row: PostRow) =>
  (fake.files.get(row.path)?.text ?? '').replace(/^---\n[^]*?\n---\n/, '').replace(/[*_`#>]|!?\[|\]\([^)]*\)/g, '').replace(/\s+/g, ' ').trim()
const holds = (text: string, word: string) => places(text, word).length > 0

/** Where words begin so; folding must not move anything, so accents are folded letter by letter. */
function places(text: string, word: string): { from: number; to: number }[] {
  const plain = [...text].map((letter) => (fold(letter).length === letter.length ? fold(letter) : letter)).join('')
  const sought = fold(word).split(/[^\p{L}\p{N}]+/u).filter(Boolean).join(BETWEEN)
  if (!sought) return []
  return [...plain.matchAll(new RegExp(`(?<![\\p{L}\\p{N}])${sought}[\\p{L}\\p{N}]*`, 'gu'))].map((found) => ({ from: found.index, to: found.index + found[0].length }))
}

function mark(text: string, words: string[]): MarkedView {
  const marks = words.flatMap((word) => places(text, word)).sort((a, b) => a.from - b.from)
  return { text, marks: marks.filter((one, i) => one.from >= (marks[i - 1]?.to ?? 0)) }
}
