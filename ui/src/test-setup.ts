/** What jsdom lacks and the window uses. */
import { cleanup } from './views/mount-for-tests'
import { afterEach } from 'vitest'

HTMLDialogElement.prototype.showModal = function () {
  this.open = true
}
HTMLDialogElement.prototype.show = HTMLDialogElement.prototype.showModal
HTMLDialogElement.prototype.close = function () {
  if (!this.open) return
  this.open = false
  this.dispatchEvent(new Event('close'))
}
window.innerWidth = 1400
Element.prototype.scrollIntoView = () => undefined
window.scrollTo = () => undefined
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
}
window.matchMedia ??= (query: string) =>
  ({ matches: false, media: query, addEventListener: () => undefined, removeEventListener: () => undefined }) as unknown as MediaQueryList
// CodeMirror measures; jsdom has no layout to measure.
Range.prototype.getClientRects = () => [] as unknown as DOMRectList
Range.prototype.getBoundingClientRect = () => new DOMRect()

afterEach(cleanup)
