/** Pasted rich text as Markdown: only what a post can say; colours, fonts and layout are left behind. */
import type TurndownService from 'turndown'

const MEANING = 'a[href],strong,b,em,i,h1,h2,h3,h4,h5,h6,ul,ol,blockquote,pre,code,del,s,img[src^=http],table'

function parse(html: string): HTMLElement {
  const { body } = new DOMParser().parseFromString(html, 'text/html')
  for (const useless of body.querySelectorAll('meta,style,script,title,link,o\\:p')) useless.remove()
  // Some programs wrap everything in a bold element that is not bold.
  for (const wrapper of body.querySelectorAll<HTMLElement>('b,strong')) {
    if (/^(normal|400)$/.test(wrapper.style.fontWeight)) wrapper.replaceWith(...wrapper.childNodes)
  }
  return body
}

/** Whether this clipboard holds more than plain text. A code editor's coloured lines are plain text. */
export function isRich(html: string): boolean {
  const body = parse(html)
  const top = body.firstElementChild as HTMLElement | null
  if (top && /mono|courier|consolas|menlo/i.test(top.style.fontFamily) && !body.querySelector('a[href]')) return false
  return body.querySelector(MEANING) !== null
}

let converter: Promise<TurndownService> | null = null

async function load(): Promise<TurndownService> {
  const { default: Turndown } = await import('turndown')
  const turndown = new Turndown({ headingStyle: 'atx', hr: '---', bulletListMarker: '-', codeBlockStyle: 'fenced', emDelimiter: '*' })
  turndown.addRule('item', {
    filter: 'li',
    replacement(content, node, options) {
      const list = node.parentElement
      const start = Number(list?.getAttribute('start') ?? 1)
      const index = list ? [...list.children].indexOf(node as Element) : 0
      const marker = list?.tagName === 'OL' ? `${start + index}. ` : `${options.bulletListMarker ?? '-'} `
      const body = content.trim().replace(/\n/g, `\n${' '.repeat(marker.length)}`).replace(/\n\s+\n/g, '\n\n')
      return `${marker}${body}${node.nextSibling ? '\n' : ''}`
    },
  })
  turndown.addRule('struck', { filter: ['del', 's'], replacement: (content) => (content.trim() ? `~~${content}~~` : content) })
  turndown.addRule('local picture', {
    filter: (node) => node.nodeName === 'IMG' && !/^https?:/.test(node.getAttribute('src') ?? ''),
    replacement: () => '',
  })
  turndown.addRule('unsafe link', {
    filter: (node) => node.nodeName === 'A' && !/^(https?:|mailto:|#)/i.test(node.getAttribute('href') ?? ''),
    replacement: (content) => content,
  })
  turndown.keep(['table', 'sub', 'sup', 'kbd', 'mark'])
  return turndown
}

export async function richToMarkdown(html: string): Promise<string> {
  converter ??= load()
  return (await converter).turndown(parse(html)).replace(/\u00a0/g, ' ').trim()
}
