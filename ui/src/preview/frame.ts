/**
 * The isolated page that shows the preview.
 *
 * Scripts are off by sandbox and by policy; the parent alone changes its DOM. Clicked links are handed out, places
 * inside the page are scrolled to, a double-clicked block leads to its source.
 */
import type { BlockView } from '../backend/generated/BlockView'
import fontItalic from '@fontsource-variable/literata/files/literata-latin-wght-italic.woff2?inline'
import fontNormal from '@fontsource-variable/literata/files/literata-latin-wght-normal.woff2?inline'
import { coverFrame, hearsEvents } from './overlay'
import { Blocks, type Found } from './splice'
import { isMac } from '../editor/keymap'
import theme from './theme.css?inline'

const POLICY =
  "default-src 'none'; img-src data: https: http: copydesk-media: http://copydesk-media.localhost; style-src 'unsafe-inline'; font-src data:"

const face = (style: string, url: string) =>
  `@font-face{font-family:Literata;font-style:${style};font-weight:200 900;src:url(${url}) format('woff2')}`

const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><style>${face('normal', fontNormal)}${face('italic', fontItalic)}${theme}</style></head><body><article><h1 class="post-title" dir="auto"></h1><div class="post-body"></div></article></body></html>`

export interface Links {
  open(url: string): void
  /** A block was double-clicked: the place of its source in the body. */
  pick(offset: number): void
  key(event: KeyboardEvent): void
}

export class PreviewFrame {
  private blocks: Blocks | null = null
  private title: HTMLElement | null = null
  /** What the page shows, so that it can be made again should the engine load something else into the frame. */
  private readonly shown: { title: string; blocks: BlockView[] } = { title: '', blocks: [] }
  private themeName = ''
  private attempts = 0

  constructor(
    private readonly frame: HTMLIFrameElement,
    private readonly links: Links,
  ) {
    frame.addEventListener('load', () => this.loaded())
    frame.setAttribute('sandbox', 'allow-same-origin')
    frame.srcdoc = PAGE
  }

  /** Another post: everything anew, from the top. */
  show(title: string, blocks: readonly BlockView[]): void {
    this.shown.blocks = [...blocks]
    this.setTitle(title)
    this.blocks?.reset(blocks)
    const top = this.frame.contentDocument?.scrollingElement
    if (top) top.scrollTop = 0
  }

  splice(at: number, removed: number, inserted: readonly BlockView[]): void {
    const elements = this.blocks?.splice(at, removed, inserted) ?? []
    this.shown.blocks.splice(at, removed, ...inserted)
    if (elements.length > 0 && elements.length < 10) this.reveal(elements[elements.length - 1] as HTMLElement)
  }

  setTitle(title: string): void {
    this.shown.title = title
    if (!this.title || this.title.textContent === title) return
    this.title.textContent = title
    this.title.hidden = title === ''
  }

  setTheme(name: string): void {
    this.themeName = name
    const root = this.frame.contentDocument?.documentElement
    if (!this.blocks || !root) return
    root.dataset.theme = name
    if (isMac) root.dataset.system = 'mac'
  }

  /** Brings the block of this place of the body to the top; `share` is how much of the block is above the edge. */
  scrollTo(offset: number): void {
    const window = this.frame.contentWindow
    if (!this.blocks || !window) return
    const found = this.blocks.find(offset)
    window.scrollTo(0, offset <= 0 || !found ? 0 : window.scrollY + place(found, offset) - MARGIN)
  }

  /** A changed block outside the visible part is brought into it, once per frame and only when needed. */
  private reveal(element: HTMLElement): void {
    requestAnimationFrame(() => {
      const window = this.frame.contentWindow
      if (!window || window.innerHeight === 0 || !element.isConnected) return
      const box = element.getBoundingClientRect()
      if (box.bottom > window.innerHeight) window.scrollBy(0, Math.min(box.bottom - window.innerHeight + MARGIN, box.top - MARGIN))
      else if (box.bottom < 0) window.scrollBy(0, box.top - MARGIN)
    })
  }

  private loaded(): void {
    const document = this.frame.contentDocument
    const body = document?.querySelector<HTMLElement>('.post-body')
    if (!document || !body) {
      this.blocks = null
      if (this.attempts++ < ATTEMPTS) this.frame.srcdoc = PAGE
      return
    }
    this.title = document.querySelector('.post-title')
    this.blocks = new Blocks(body)
    this.setTheme(this.themeName)
    if (hearsEvents(document)) {
      document.addEventListener('click', (event) => this.clicked(event.target as Element, event))
      document.addEventListener('auxclick', (event) => this.clicked(event.target as Element, event))
      document.addEventListener('dblclick', (event) => this.picked(event.target as Element))
      document.addEventListener('keydown', (event) => this.links.key(event))
    } else {
      coverFrame(this.frame, (under, event) => this.clicked(under, event), (under) => this.picked(under))
    }
    this.show(this.shown.title, this.shown.blocks)
  }

  private picked(under: Element): void {
    const block = under.closest('.group > *')
    const start = block && this.blocks?.startOf(block)
    if (start !== null && start !== undefined) this.links.pick(start)
  }

  private clicked(under: Element, event: Event): void {
    const link = under.closest('a[href], area[href]')
    if (!link) return
    event.preventDefault()
    const address = link.getAttribute('href') ?? ''
    if (address.startsWith('#')) {
      const id = decodeURIComponent(address.slice(1))
      this.frame.contentDocument?.getElementById(id)?.scrollIntoView()
    } else {
      this.links.open(address)
    }
  }
}

const MARGIN = 24
/** How often the page is put back when something else was loaded into the frame. */
const ATTEMPTS = 20

/** Pixels from the visible top to this place, by the share of the block's source before it. */
function place(found: Found, offset: number): number {
  const box = found.element.getBoundingClientRect()
  return box.top + box.height * Math.min(1, (offset - found.start) / Math.max(1, found.length))
}
