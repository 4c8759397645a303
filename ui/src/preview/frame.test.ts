import { expect, test, vi } from 'vitest'
import type { BlockView } from '../backend/generated/BlockView'
import { PreviewFrame } from './frame'

const block = (html: string): BlockView => ({ html, length: 10 })

async function frame() {
  const iframe = document.body.appendChild(document.createElement('iframe'))
  const said: string[] = []
  const preview = new PreviewFrame(iframe, { open: (url) => said.push(url), pick: (offset) => said.push(String(offset)), key: () => undefined })
  return { iframe, preview, said, page: () => iframe.contentDocument as Document }
}
/** jsdom does not load `srcdoc` by itself in every version; the page is written as the engine would. */
async function load(iframe: HTMLIFrameElement): Promise<void> {
  const page = iframe.contentDocument as Document
  page.open()
  page.write(iframe.srcdoc)
  page.close()
  iframe.dispatchEvent(new Event('load'))
  await Promise.resolve()
}

test('scripts are off twice: by the sandbox and by the policy', async () => {
  const { iframe } = await frame()
  expect(iframe.getAttribute('sandbox')).toBe('allow-same-origin')
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(iframe.srcdoc)?.[1] ?? ''
  expect(policy.startsWith("default-src 'none';")).toBe(true)
  expect(policy).not.toMatch(/script-src|unsafe-eval/)
})

test('what came before the page was ready is shown when it is, and again when the frame was lost', async () => {
  const { iframe, preview, page } = await frame()
  preview.show('Title', [block('<p>one</p>'), block('<p>two</p>')])
  preview.splice(1, 1, [block('<p>2</p>'), block('<p>3</p>')])
  for (let n = 0; n < 2; n++) {
    await load(iframe)
    await vi.waitFor(() => expect(page().querySelector('.post-body')?.textContent).toBe('one23'))
    expect(page().querySelector('.post-title')?.textContent).toBe('Title')
  }
})

test('links go out, places inside the page do not, a double click leads to the source', async () => {
  const { iframe, preview, said, page } = await frame()
  await load(iframe)
  preview.show('', [block('<h2 id="a b">A</h2>'), block('<p><a href="https://example.org/">out</a> <a href="#a%20b">in</a></p>')])
  const [out, inside] = page().querySelectorAll('a')
  const places: Element[] = []
  ;(page().defaultView as unknown as { Element: typeof Element }).Element.prototype.scrollIntoView = function () {
    places.push(this)
  }
  for (const link of [out, inside]) link?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }))
  out?.dispatchEvent(new MouseEvent('dblclick', { bubbles: true }))
  expect(said).toEqual(['https://example.org/', '10'])
  expect(places.map((place) => place.textContent)).toEqual(['A'])
})
