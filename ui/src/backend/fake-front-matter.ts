/** Front matter for the in-memory backend: one `key: value` per line, which is what its samples hold. */
import type { Change } from './generated/Change'
import type { Derived } from './generated/Derived'
import type { FieldInput } from './generated/FieldInput'
import type { FieldsView } from './generated/FieldsView'
import type { ProblemView } from './generated/ProblemView'

const FENCED = /^---\n([\s\S]*?)---\n/

export const bodyStartOf = (text: string) => FENCED.exec(text)?.[0].length ?? 0

function fieldsOf(text: string): FieldsView {
  const inside = FENCED.exec(text)?.[1] ?? ''
  const value = (key: string) => new RegExp(`^${key}: ?(.*)$`, 'm').exec(inside)?.[1]?.trim().replace(/^"(.*)"$/, '$1') ?? ''
  const items = (key: string) => value(key).replace(/^\[|\]$/g, '').split(',').map((item) => item.trim()).filter(Boolean)
  const broken = /^title: "[^"]*$/m.test(inside) ? 'Line 2: the quotation mark that opens here is never closed.' : null
  return {
    broken,
    title: broken ? '' : value('title'),
    slug: value('slug'),
    status: value('status'),
    date: value('date'),
    excerpt: value('excerpt'),
    categories: items('categories'),
    tags: items('tags'),
    picture: value('picture'),
    comments: flag(value('comments')),
    kind: value('type') === 'page' ? 'page' : 'post',
    pings: flag(value('pings')),
    password: value('password'),
    format: value('format'),
    sticky: flag(value('sticky')),
    author: value('author'),
    parent: value('parent'),
    order: value('order'),
    remotes: value('wordpress') ? [{ blog: 'blog.example.org', id: value('wordpress') }] : [],
  }
}

const flag = (word: string) => (word === '' ? null : ['open', 'true', 'yes'].includes(word))

function problemsOf(text: string, bodyStart: number): ProblemView[] {
  return [...text.matchAll(/!\[\]\([^)]*\)/g)]
    .filter((found) => found.index >= bodyStart)
    .map((found) => ({
      severity: 'warning' as const,
      from: found.index,
      to: found.index + found[0].length,
      line: text.slice(0, found.index).split('\n').length,
      message: 'This picture has no words for readers who cannot see it. Write them between the square brackets.',
    }))
}

export function derive(text: string): Derived {
  const bodyStart = bodyStartOf(text)
  const words = text.slice(bodyStart).split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length
  return { bodyStart, fields: fieldsOf(text), words, minutes: words === 0 ? 0 : Math.max(1, Math.round(words / 220)), problems: problemsOf(text, bodyStart) }
}

export function setFieldIn(text: string, field: string, input: FieldInput): Change[] {
  const value =
    input.kind === 'text' ? input.value : input.kind === 'list' ? (input.value.length > 0 ? `[${input.value.join(', ')}]` : '') : input.value === null ? '' : input.value ? 'open' : 'closed'
  const line = value === '' ? '' : `${field}: ${value}\n`
  const fenced = FENCED.exec(text)
  if (!fenced) return line === '' ? [] : [{ from: 0, to: 0, insert: `---\n${line}---\n\n` }]
  const old = new RegExp(`^${field}:.*\n`, 'm').exec(fenced[0])
  const from = old ? old.index : fenced[0].length - 4
  const to = from + (old?.[0].length ?? 0)
  return text.slice(from, to) === line ? [] : [{ from, to, insert: line }]
}
