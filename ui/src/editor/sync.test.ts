import { ChangeSet, EditorState, type Text } from '@codemirror/state'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { applyChanges, fakeError } from '../backend/fake'
import type { Change } from '../backend/generated/Change'
import type { Edited } from '../backend/generated/Edited'
import type { WireError } from '../backend/generated/WireError'
import { fromWire, Sync, toWire, type Origin } from './sync'

/** A generator of repeatable numbers in [0, 1). */
function dice(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const WORDS = ['a', 'word ', '\n', '😀', 'ü', '\n\n## ', '']

/** The core: holds the mirror, answers late, sometimes fails, and checks that it is never asked twice at once. */
class Core {
  text: string
  version = 0
  inFlight = 0
  most = 0
  constructor(
    text: string,
    readonly roll: () => number,
    readonly faults = 0,
  ) {
    this.text = text
  }
  async busy<T>(work: () => T): Promise<T> {
    this.most = Math.max(this.most, ++this.inFlight)
    await new Promise((resolve) => setTimeout(resolve, this.roll() * 30))
    try {
      const fault = this.roll() < this.faults
      // A fault before or after the change was taken: the editor cannot know which.
      if (fault && this.roll() < 0.5) throw fakeError('other', 'Lost.', '')
      const result = work()
      if (fault) throw fakeError('other', 'Lost.', '')
      return result
    } finally {
      this.inFlight--
    }
  }
  take(text: string): Edited {
    this.text = text
    return { version: ++this.version, at: 0, removed: 0, inserted: [], view: null }
  }
  edit = (version: number, changes: Change[]) =>
    this.busy(() => {
      if (version !== this.version) throw fakeError('out_of_step', 'Out of step.', '')
      return this.take(applyChanges(this.text, changes))
    })
  replace = (text: string) => this.busy(() => this.take(text))
}

function bench(core: Core) {
  let state = EditorState.create({ doc: core.text, extensions: EditorState.lineSeparator.of('\n') })
  const failures: WireError[] = []
  const origins: Origin[] = []
  const apply = (changes: ChangeSet) => {
    state = state.update({ changes }).state
    sync.local(changes)
  }
  const sync = new Sync(
    { edit: core.edit, replace: core.replace },
    {
      text: (): Text => state.doc,
      dispatch: (changes, origin) => {
        origins.push(origin)
        apply(changes)
      },
      answered: () => undefined,
      failed: (error) => failures.push(error),
    },
    0,
  )
  const type = (roll: () => number) => {
    const from = Math.floor(roll() * (state.doc.length + 1))
    const to = Math.min(state.doc.length, from + Math.floor(roll() * 4))
    apply(ChangeSet.of({ from, to, insert: WORDS[Math.floor(roll() * WORDS.length)] ?? '' }, state.doc.length, '\n'))
  }
  return { sync, type, apply, text: () => state.doc.toString(), failures, origins }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

async function settled(promise: Promise<unknown>): Promise<void> {
  let done = false
  void promise.finally(() => (done = true)).catch(() => undefined)
  for (let i = 0; i < 2000 && !done; i++) await vi.advanceTimersByTimeAsync(50)
  if (!done) throw new Error('never settled')
}

for (const [name, faults] of [['calm', 0], ['with lost answers', 0.1]] as const) {
  test(`1,000 random sessions, ${name}: the mirror equals the editor, at most one request in flight`, async () => {
    let different = 0
    let most = 0
    for (let seed = 1; seed <= 1000; seed++) {
      const roll = dice(seed)
      const core = new Core('The first line.\n\nAnd *another* one 😀.\n', roll, faults)
      const { sync, type, text } = bench(core)
      for (let i = 0; i < 25; i++) {
        type(roll)
        if (roll() < 0.2) {
          // An answer that is a change: it refers to the core's text and meets what was typed meanwhile.
          const insert = `<${seed}>`
          void sync.ask(() => core.busy(() => [{ from: 0, to: 0, insert }]), (changes) => changes, 'field').catch(() => undefined)
        }
        if (roll() < 0.5) await vi.advanceTimersByTimeAsync(roll() * 40)
      }
      await settled(sync.idle())
      if (core.text !== text()) different++
      most = Math.max(most, core.most)
    }
    console.info(`mirror and editor, ${name}: ${different} of 1,000 differ, at most ${most} in flight`)
    expect(different).toBe(0)
    expect(most).toBe(1)
  }, 60_000)
}

test('an answer with changes is mapped through what was typed while it was on its way', async () => {
  const core = new Core('one two', () => 0.5)
  const { sync, apply, text } = bench(core)
  const asked = sync.ask(() => core.busy(() => [{ from: 4, to: 7, insert: 'TWO' }]), (changes) => changes, 'outside')
  apply(ChangeSet.of({ from: 0, insert: '> ' }, 7))
  await settled(asked)
  await settled(sync.idle())
  expect(text()).toBe('> one TWO')
  expect(core.text).toBe('> one TWO')
})

test('a failure is said, the text stays and is sent whole when the core answers again', async () => {
  const core = new Core('one', () => 0.5)
  let broken = true
  const edit = core.edit
  core.edit = (version, changes) => (broken ? Promise.reject(fakeError('other', 'No room left.', 'Make room.')) : edit(version, changes))
  const { sync, apply, failures } = bench(core)
  apply(ChangeSet.of({ from: 3, insert: ' two' }, 3))
  await vi.advanceTimersByTimeAsync(10)
  expect(failures.map((one) => one.message)).toEqual(['No room left.'])
  expect(core.text).toBe('one')
  broken = false
  await settled(sync.idle())
  expect(core.text).toBe('one two')
})

test('out of step is repaired without a word, and the question that met it is asked again', async () => {
  const core = new Core('one', () => 0.1)
  const { sync, text, failures } = bench(core)
  core.version = 7
  const asked = sync.ask(
    (version) => core.busy(() => { if (version !== core.version) throw fakeError('out_of_step', '', ''); return [{ from: 3, to: 3, insert: '!' }] }),
    (changes) => changes,
    'field',
  )
  await settled(asked)
  await settled(sync.idle())
  expect([text(), core.text, failures.length]).toEqual(['one!', 'one!', 0])
})

test('changes cross the wire and back unchanged, line breaks and all', () => {
  const set = ChangeSet.of([{ from: 1, to: 2, insert: 'x\ny' }, { from: 5, insert: 'a\r' }], 9, '\n')
  expect(toWire(set)).toEqual([{ from: 1, to: 2, insert: 'x\ny' }, { from: 5, to: 5, insert: 'a\r' }])
  expect(fromWire(toWire(set), 9).toJSON()).toEqual(set.toJSON())
})
