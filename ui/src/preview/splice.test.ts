import { expect, test } from 'vitest'
import type { BlockView } from '../backend/generated/BlockView'
import { Blocks } from './splice'

function dice(seed: number): () => number {
  return () => (seed = (seed * 16807) % 2147483647) / 2147483647
}

const block = (text: string, length = text.length): BlockView => ({ html: `<p>${text}</p>`, length })

function room(): HTMLElement {
  document.body.replaceChildren()
  return document.body.appendChild(document.createElement('div'))
}

test('300 random splices show what a full rendering shows, in groups of at most 80', () => {
  const roll = dice(42)
  const root = room()
  const blocks = new Blocks(root)
  let model = Array.from({ length: 100 }, (_, i) => block(`start ${i}`))
  blocks.reset(model)
  let different = 0
  for (let n = 0; n < 300; n++) {
    const at = Math.floor(roll() * (model.length + 1))
    const removed = Math.min(model.length - at, roll() < 0.05 ? 90 : Math.floor(roll() * 3))
    const inserted = Array.from({ length: roll() < 0.02 ? 130 : Math.floor(roll() * 3) }, (_, i) => block(`${n} ${i}`))
    const kept = root.querySelectorAll('p')[at - 1]
    blocks.splice(at, removed, inserted)
    model = model.toSpliced(at, removed, ...inserted)
    const shown = [...root.querySelectorAll('.group > *')].map((one) => one.outerHTML)
    const offset = Math.floor(roll() * model.reduce((sum, one) => sum + one.length, 0))
    let start = 0
    const wanted = model.find((one) => offset < (start += one.length))
    const ok =
      shown.join() === model.map((one) => one.html).join() &&
      blocks.count === model.length &&
      (!kept || kept.isConnected) &&
      [...root.children].every((group) => group.children.length > 0 && group.children.length <= 80) &&
      (!wanted || blocks.find(offset)?.element.outerHTML === wanted.html)
    if (!ok) different++
  }
  console.info(`preview after random splices: ${different} of 300 differ from a full rendering`)
  expect(different).toBe(0)
})

test('places in the text and blocks find each other', () => {
  const blocks = new Blocks(room())
  blocks.reset([block('a', 10), block('b', 5), block('c', 20)])
  for (const [offset, text, start] of [[0, 'a', 0], [9, 'a', 0], [10, 'b', 10], [15, 'c', 15], [99, 'c', 15]] as const) {
    const found = blocks.find(offset)
    expect([found?.element.textContent, found?.start], String(offset)).toEqual([text, start])
    expect(blocks.startOf(found?.element as Element)).toBe(start)
  }
  expect(new Blocks(room()).find(0)).toBeNull()
})

test('a picture whose address stays keeps its element and takes its new attributes', () => {
  const root = room()
  const blocks = new Blocks(root)
  blocks.reset([{ html: '<p>See <img src="a.png" alt="" title="t"></p>', length: 10 }, { html: '<p><img src="b.png" alt=""></p>', length: 10 }])
  const [a, b] = root.querySelectorAll('img')
  blocks.splice(0, 2, [{ html: '<p>See! <img src="a.png" alt="fog"></p>', length: 12 }, { html: '<p><img src="c.png" alt=""></p>', length: 10 }])
  const [first, second] = root.querySelectorAll('img')
  expect(first).toBe(a)
  expect(first?.outerHTML).toBe('<img src="a.png" alt="fog">')
  expect(second).not.toBe(b)
})

test('a block that is not one element gets one, so that the count stays right', () => {
  const root = room()
  const blocks = new Blocks(root)
  blocks.reset([{ html: 'bare', length: 4 }, { html: '<p>x</p><p>y</p>', length: 4 }, { html: '<p>z</p>\n', length: 4 }])
  expect([...root.querySelectorAll('.group > *')].map((one) => one.outerHTML)).toEqual(['<div>bare</div>', '<div><p>x</p><p>y</p></div>', '<p>z</p>'])
  blocks.splice(2, 1, [])
  expect(root.textContent).toBe('barexy')
})

test('a splice beyond the end is cut to what is there', () => {
  const root = room()
  const blocks = new Blocks(root)
  blocks.reset([block('a')])
  blocks.splice(5, 3, [block('b')])
  expect([root.textContent, blocks.count]).toEqual(['ab', 2])
})
