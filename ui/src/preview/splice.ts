/**
 * The blocks of the preview as DOM, patched by index.
 *
 * Blocks stand in groups of about forty; containment on the group keeps a change from laying out the whole page
 * (containment on every block costs far more than it saves). Each group knows the source lengths of its blocks, so
 * that a place in the text finds its block without a sum over the whole post. Unchanged elements are never touched.
 */
import type { BlockView } from '../backend/generated/BlockView'

const GROUP = 40
const LARGEST = 2 * GROUP

interface Group {
  node: HTMLElement
  lengths: number[]
  total: number
}

/** A block found by place: its element, where its source starts and how long it is. */
export interface Found {
  element: HTMLElement
  start: number
  length: number
}

export class Blocks {
  private groups: Group[] = []
  private size = 0

  constructor(private readonly root: HTMLElement) {}

  get count(): number {
    return this.size
  }

  /** Everything anew. */
  reset(blocks: readonly BlockView[]): void {
    this.root.replaceChildren()
    this.groups = []
    this.size = 0
    this.splice(0, 0, blocks)
  }

  /** Replaces `removed` blocks from `at` on; returns the elements that came. */
  splice(at: number, removed: number, inserted: readonly BlockView[]): HTMLElement[] {
    const from = Math.min(at, this.size)
    const old = this.remove(from, Math.min(removed, this.size - from))
    const elements = this.build(inserted)
    this.insert(
      from,
      elements,
      inserted.map((block) => block.length),
    )
    if (old.length > 0 && elements.length > 0) keepPictures(old, elements)
    return elements
  }

  /** The block whose source covers this place of the body; the nearest one outside. */
  find(offset: number): Found | null {
    let start = 0
    for (const [i, group] of this.groups.entries()) {
      if (start + group.total <= offset && i < this.groups.length - 1) {
        start += group.total
        continue
      }
      for (const [k, length] of group.lengths.entries()) {
        if (start + length > offset || k === group.lengths.length - 1) {
          return { element: group.node.children[k] as HTMLElement, start, length }
        }
        start += length
      }
    }
    return null
  }

  /** Where the source of a block's element starts, counted from the body's start. */
  startOf(element: Element): number | null {
    let start = 0
    for (const group of this.groups) {
      if (element.parentElement === group.node) {
        const index = [...group.node.children].indexOf(element)
        return group.lengths.slice(0, index).reduce((sum, length) => sum + length, start)
      }
      start += group.total
    }
    return null
  }

  private remove(at: number, count: number): Element[] {
    const gone: Element[] = []
    let { index, inside } = this.locate(at)
    while (gone.length < count) {
      const group = this.groups[index] as Group
      const here = Math.min(count - gone.length, group.lengths.length - inside)
      for (let n = 0; n < here; n++) {
        const child = group.node.children[inside] as Element
        gone.push(child)
        child.remove()
      }
      for (const length of group.lengths.splice(inside, here)) group.total -= length
      if (group.lengths.length === 0) {
        group.node.remove()
        this.groups.splice(index, 1)
      } else {
        index += 1
      }
      inside = 0
    }
    this.size -= count
    return gone
  }

  private insert(at: number, elements: HTMLElement[], lengths: number[]): void {
    if (elements.length === 0) return
    const { index: found, inside } = this.locate(at)
    const target = this.groups[found]
    if (target && target.lengths.length + elements.length <= LARGEST) {
      put(target, inside, elements, lengths)
    } else {
      if (target && inside > 0) this.split(found, inside)
      let index = inside > 0 ? found + 1 : found
      for (let n = 0; n < elements.length; n += GROUP) {
        put(this.open(index++), 0, elements.slice(n, n + GROUP), lengths.slice(n, n + GROUP))
      }
    }
    this.size += elements.length
  }

  /** The group and the place in it; an end of a group counts as its end, so that text grows where it stands. */
  private locate(at: number): { index: number; inside: number } {
    let inside = at
    for (const [index, group] of this.groups.entries()) {
      const size = group.lengths.length
      if (inside < size || (inside === size && index === this.groups.length - 1)) return { index, inside }
      inside -= size
    }
    return { index: this.groups.length, inside: 0 }
  }

  private open(index: number): Group {
    const node = this.root.ownerDocument.createElement('div')
    node.className = 'group'
    this.root.insertBefore(node, this.groups[index]?.node ?? null)
    const group = { node, lengths: [], total: 0 }
    this.groups.splice(index, 0, group)
    return group
  }

  private split(index: number, inside: number): void {
    const group = this.groups[index] as Group
    const moved = ([...group.node.children] as HTMLElement[]).slice(inside)
    if (moved.length === 0) return
    const lengths = group.lengths.splice(inside)
    group.total -= sum(lengths)
    put(this.open(index + 1), 0, moved, lengths)
  }

  private build(blocks: readonly BlockView[]): HTMLElement[] {
    if (blocks.length === 0) return []
    const document = this.root.ownerDocument
    const parse = (html: string) => {
      const template = document.createElement('template')
      template.innerHTML = html
      return template.content
    }
    const all = parse(blocks.map((block) => block.html).join(''))
    if (all.children.length === blocks.length && all.childNodes.length === blocks.length) {
      return [...all.children] as HTMLElement[]
    }
    // A block that is not exactly one element gets one around it, or every later index would be wrong.
    return blocks.map(({ html }) => {
      const content = parse(html.trim())
      if (content.childNodes.length === 1 && content.firstElementChild) return content.firstElementChild as HTMLElement
      const wrapper = document.createElement('div')
      wrapper.append(content)
      return wrapper
    })
  }
}

function put(group: Group, inside: number, elements: HTMLElement[], lengths: number[]): void {
  const before = group.node.children[inside] ?? null
  for (const element of elements) group.node.insertBefore(element, before)
  group.lengths.splice(inside, 0, ...lengths)
  group.total += sum(lengths)
}

const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0)

/** A picture whose address did not change keeps its element, so that typing beside it does not make it blink. */
function keepPictures(old: Element[], fresh: HTMLElement[]): void {
  const known = old.flatMap((element) => pictures(element))
  if (known.length === 0) return
  for (const picture of fresh.flatMap((element) => pictures(element))) {
    const index = known.findIndex((one) => one.getAttribute('src') === picture.getAttribute('src'))
    const same = known[index]
    // A block that is itself the picture stays as it came: its element is the block.
    if (!same || fresh.includes(picture as HTMLElement)) continue
    known.splice(index, 1)
    for (const { name } of [...same.attributes]) if (!picture.hasAttribute(name)) same.removeAttribute(name)
    for (const { name, value } of picture.attributes) if (same.getAttribute(name) !== value) same.setAttribute(name, value)
    picture.replaceWith(same)
  }
}

const pictures = (element: Element) => (element.tagName === 'IMG' ? [element] : [...element.getElementsByTagName('img')])
