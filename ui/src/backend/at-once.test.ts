import { afterEach, expect, test, vi } from 'vitest'
import { AtOnce } from './at-once'

/** Answers at once with this status and body, as if it had taken so many milliseconds. */
function answering(status: number, body: unknown, took: number): void {
  let now = 0
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  vi.stubGlobal(
    'XMLHttpRequest',
    class {
      status = 0
      responseText = ''
      open(method: string, address: string, later: boolean) {
        expect([method, address, later]).toEqual(['POST', 'copydesk-keys://localhost/', false])
      }
      send() {
        now += took
        this.status = status
        this.responseText = JSON.stringify(body)
      }
    },
  )
}

const change = { path: 'a.md', version: 0, changes: [] }

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

test('an answer comes back at once, and an error is thrown', () => {
  answering(200, { version: 1, at: 0, removed: 0, inserted: [], view: null }, 1)
  expect(new AtOnce(true).edit(change).version).toBe(1)
  answering(409, { code: 'out_of_step', message: 'x', hint: '', detail: '' }, 1)
  expect(() => new AtOnce(true).edit(change)).toThrow(expect.objectContaining({ code: 'out_of_step' }))
})

test('slow answers give way to ordinary calls, until another post is opened', () => {
  const atOnce = new AtOnce(true)
  answering(200, {}, 20)
  for (let n = 0; n < 3; n++) {
    expect(atOnce.quick).toBe(true)
    atOnce.edit(change)
  }
  expect(atOnce.quick).toBe(false)
  atOnce.reset()
  expect(atOnce.quick).toBe(true)
  expect(new AtOnce(false).quick).toBe(false)
})
