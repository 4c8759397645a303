/**
 * Hands and eyes for a frame whose events stay inside it.
 *
 * WebKit delivers no event of a scriptless frame to its parent, and a click there would take the keyboard away from the
 * writer. A clear sheet over the frame takes the pointer instead: it finds what lies under it, scrolls the page, and
 * lets text be selected. Engines that do deliver events (a probe tells) need no sheet.
 */

/** Whether listeners that the parent attaches to this page are called. */
export function hearsEvents(page: Document): boolean {
  let heard = false
  const listener = () => (heard = true)
  page.addEventListener('copydesk-probe', listener)
  page.dispatchEvent(new Event('copydesk-probe'))
  page.removeEventListener('copydesk-probe', listener)
  return heard
}

/** Lays the sheet over the frame; `click` and `double` get the element of the page under the pointer. */
export function coverFrame(frame: HTMLIFrameElement, click: (under: Element, event: Event) => void, double: (under: Element) => void): void {
  const sheet = document.createElement('div')
  sheet.setAttribute('aria-hidden', 'true')
  Object.assign(sheet.style, { position: 'absolute', inset: '0', touchAction: 'none' })
  frame.after(sheet)

  const place = (event: MouseEvent) => {
    const box = frame.getBoundingClientRect()
    return [event.clientX - box.left, event.clientY - box.top] as const
  }
  const under = (event: MouseEvent) => frame.contentDocument?.elementFromPoint(...place(event)) ?? null
  let from: Range | null = null

  sheet.addEventListener('wheel', (event) => {
    event.preventDefault()
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 20 : event.deltaMode === WheelEvent.DOM_DELTA_PAGE ? frame.clientHeight : 1
    frame.contentWindow?.scrollBy(event.deltaX * unit, event.deltaY * unit)
  }, { passive: false })
  sheet.addEventListener('pointerdown', (event) => {
    // The keyboard stays where it is.
    event.preventDefault()
    frame.contentDocument?.getSelection()?.removeAllRanges()
    from = event.button === 0 ? (frame.contentDocument?.caretRangeFromPoint?.(...place(event)) ?? null) : null
  })
  sheet.addEventListener('mousedown', (event) => event.preventDefault())
  sheet.addEventListener('pointermove', (event) => {
    const page = frame.contentDocument
    const to = from && event.buttons === 1 ? page?.caretRangeFromPoint?.(...place(event)) : null
    if (from && to) page?.getSelection()?.setBaseAndExtent(from.startContainer, from.startOffset, to.startContainer, to.startOffset)
    const element = under(event)
    sheet.style.cursor = element?.closest('a[href]') ? 'pointer' : element?.closest('p, li, td, th, h1, h2, h3, h4, h5, h6, pre') ? 'text' : ''
  })
  sheet.addEventListener('click', (event) => {
    if (frame.contentDocument?.getSelection()?.isCollapsed === false) {
      frame.contentWindow?.focus() // so that the selection can be copied
      return
    }
    const element = under(event)
    if (element) click(element, event)
  })
  sheet.addEventListener('dblclick', (event) => {
    const element = under(event)
    if (element) double(element)
  })
}
