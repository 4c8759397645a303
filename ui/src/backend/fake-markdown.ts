/** A small Markdown renderer for the in-memory backend: honest about blocks, modest about everything else. */
import type { BlockView } from './generated/BlockView'

const escape = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')

function inline(text: string): string {
  return text
    .split(/(`+[^`]+`+)/)
    .map((part, i) =>
      i % 2 === 1
        ? `<code>${escape(part.replace(/^`+|`+$/g, ''))}</code>`
        : escape(part)
            .replace(/!\[([^\]]*)\]\(([^)\s]+)\)/g, (_all, alt, src) => `<img src="${address(src)}" alt="${alt}">`)
            .replace(/\[([^\]]*)\]\(([^)\s]+)\)/g, '<a href="$2">$1</a>')
            .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
            .replace(/\*([^*]+)\*/g, '<em>$1</em>')
            .replace(/~~([^~]+)~~/g, '<del>$1</del>'),
    )
    .join('')
}

/** Pictures of the fake library are drawn here: a name on a grey field. */
function address(src: string): string {
  if (/^https?:/.test(src)) return src
  const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="300"><rect width="640" height="300" fill="#8fa3b0"/><text x="320" y="156" text-anchor="middle" font-family="sans-serif" font-size="20" fill="#fff">${src}</text></svg>`
  return `data:image/svg+xml,${encodeURIComponent(picture)}`
}

function list(lines: string[]): string {
  const ordered = /^\d/.test(lines[0] ?? '')
  const items = lines.map((line) => line.replace(/^\s*(?:[-*+]|\d+[.)])\s+/, ''))
  const body = items.map((item) => {
    const task = /^\[([ xX])\]\s+/.exec(item)
    return task ? `<li><input type="checkbox" disabled${task[1] === ' ' ? '' : ' checked'}> ${inline(item.slice(task[0].length))}</li>` : `<li>${inline(item)}</li>`
  })
  return ordered ? `<ol>${body.join('')}</ol>` : `<ul>${body.join('')}</ul>`
}

function table(lines: string[]): string {
  const cells = (line: string) => line.replace(/^\||\|$/g, '').split('|').map((cell) => inline(cell.trim()))
  const [head, , ...rows] = lines
  const row = (line: string, tag: string) => `<tr>${cells(line).map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`
  return `<table><thead>${row(head ?? '', 'th')}</thead><tbody>${rows.map((line) => row(line, 'td')).join('')}</tbody></table>`
}

function block(source: string): string {
  const lines = source.trimEnd().split('\n')
  const first = lines[0] ?? ''
  const title = /^(#{1,6})\s+(.*)$/.exec(first)
  if (title) return `<h${title[1]?.length}>${inline(title[2] ?? '')}</h${title[1]?.length}>`
  if (first.startsWith('```')) return `<pre><code>${escape(lines.slice(1).filter((line) => !line.startsWith('```')).join('\n'))}</code></pre>`
  if (/^([-*_])\1\1+$/.test(first)) return '<hr>'
  if (/^\s*([-*+]|\d+[.)])\s/.test(first)) return list(lines)
  if (first.startsWith('>')) return `<blockquote><p>${inline(lines.map((line) => line.replace(/^>\s?/, '')).join(' '))}</p></blockquote>`
  if (first.startsWith('|') && /^\|[-:| ]+\|$/.test(lines[1] ?? '')) return table(lines)
  return `<p>${inline(lines.join(' '))}</p>`
}

/** Top-level blocks: separated by empty lines, fences kept whole, a heading alone. */
export function renderBlocks(body: string): BlockView[] {
  const parts: string[] = []
  let part = ''
  let fence = false
  let gap = false
  for (const line of body.split(/(?<=\n)/)) {
    const text = line.trim()
    if (!fence && part.trim() && text && (gap || text.startsWith('# ') || /^#{1,6}\s/.test(part.trim().split('\n').at(-1) ?? ''))) {
      parts.push(part)
      part = ''
    }
    gap = !fence && text === ''
    if (text.startsWith('```')) fence = !fence
    part += line
  }
  if (part) parts.push(part)
  return parts.map((source) => ({ html: block(source.replace(/^\n+/, '')), length: source.length }))
}

/** What the preview must replace to come from one list to the other. */
export function spliceBetween(before: readonly BlockView[], after: readonly BlockView[]) {
  const same = (a: BlockView | undefined, b: BlockView | undefined) => a?.html === b?.html && a?.length === b?.length
  let at = 0
  while (at < before.length && at < after.length && same(before[at], after[at])) at++
  let end = 0
  while (end < before.length - at && end < after.length - at && same(before.at(-1 - end), after.at(-1 - end))) end++
  return { at, removed: before.length - at - end, inserted: after.slice(at, after.length - end) }
}
