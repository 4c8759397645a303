/** Searching: what can be typed, and how a search is said in words. Pure. */
import type { AskedView } from '../backend/generated/AskedView'
import type { ClauseView } from '../backend/generated/ClauseView'
import type { MarkedView } from '../backend/generated/MarkedView'

/** What the field understands beside words: how it begins, what follows, and what it finds. */
export const OPERATORS: readonly { start: string; rest: string; finds: string }[] = [
  { start: '"', rest: 'two words"', finds: 'words in this order' },
  { start: 'tag:', rest: 'recipes', finds: 'posts with a tag' },
  { start: 'category:', rest: 'travel', finds: 'posts in a category' },
  { start: 'status:', rest: 'draft', finds: 'posts that stand so' },
  { start: 'blog:', rest: 'example.org', finds: 'posts on a blog' },
  { start: 'before:', rest: '2026-11', finds: 'dated earlier' },
  { start: 'after:', rest: '2026', finds: 'dated then or later' },
  { start: '-', rest: 'word', finds: 'posts without it' },
]

/** What was looked for, as a part of a sentence: `“garden”, tag “recipes” and not “autumn”`. */
export function sayAsked(asked: AskedView): string {
  const said = asked.clauses.map(sayClause)
  const last = said.pop() ?? ''
  return said.length > 0 ? `${said.join(', ')} and ${last}` : last
}

function sayClause({ operator, text, negated }: ClauseView): string {
  const said = operator === null ? `“${text}”` : operator === 'before' || operator === 'after' ? `${operator} ${text}` : `${operator} “${text}”`
  return negated ? `not ${said}` : said
}

/** A text cut where its marks begin and end. */
export function pieces({ text, marks }: MarkedView): { text: string; marked: boolean }[] {
  const cut: { text: string; marked: boolean }[] = []
  let at = 0
  for (const { from, to } of marks) {
    if (from > at) cut.push({ text: text.slice(at, from), marked: false })
    cut.push({ text: text.slice(from, to), marked: true })
    at = to
  }
  if (at < text.length) cut.push({ text: text.slice(at), marked: false })
  return cut
}
