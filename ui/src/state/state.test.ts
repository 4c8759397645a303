import { expect, test } from 'vitest'
import { derive } from '../backend/fake-front-matter'
import { fakeAccount } from '../backend/fake'
import type { FieldsView } from '../backend/generated/FieldsView'
import type { JobView } from '../backend/generated/JobView'
import type { PlanView } from '../backend/generated/PlanView'
import type { PostState } from '../backend/generated/PostState'
import { documentStep, openedDocument, saySave, type DocumentEvent } from './document'
import { ago, logTime, sayState, sectionOf } from './library'
import { accountFor, byBlog, choices, mergeJob, progress, publishStep, sayBytes, sayJob, stepsNow, type PublishDialog } from './publishing'
import { DEFAULTS, nextTheme, panes } from './settings'

test('each post stands in exactly one section, and its state has a word', () => {
  const states: PostState[] = [
    { kind: 'draft' }, { kind: 'changedHere' }, { kind: 'waiting', why: 'w', changed: false }, { kind: 'publishing', step: 1, of: 2 }, { kind: 'published' },
    { kind: 'scheduled', at: 'x' }, { kind: 'notPublic', word: 'private' }, { kind: 'conflict', why: 'w' }, { kind: 'failed', why: 'w' }, { kind: 'unreadable', why: 'w' },
  ]
  expect(states.map(sectionOf).join(' ')).toBe('drafts published drafts drafts published scheduled published published drafts drafts')
  expect(new Set(states.map((state) => sayState(state).word)).size).toBe(states.length)
  expect(new Set(states.map((state) => sayState(state).icon)).size).toBe(states.length)
})

test('ages are short', () => {
  const now = new Date(2026, 10, 23, 14, 2).getTime()
  for (const [back, said] of [[5_000, 'now'], [300_000, '5 min'], [7_200_000, '2 h'], [13.5 * 3_600_000, '00:32'], [20 * 3_600_000, 'yesterday'], [72 * 3_600_000, '20 Nov'], [400 * 86_400_000, '19 Oct 2025']] as const) {
    expect(ago(now - back, now)).toBe(said)
  }
})

const opened = openedDocument({ path: 'a', text: 'x', version: 0, readOnly: null, view: derive('x'), blocks: [], restored: null }, new Date(2026, 10, 23, 14, 2).getTime())
const error = { code: 'other', message: 'No room left.', hint: 'Make room.', detail: '' } as const

test('“Saved” is said only of the newest text', () => {
  const typed: DocumentEvent = { kind: 'typed' }
  const answered = (version: number, ahead = false): DocumentEvent => ({ kind: 'answered', version, view: null, ahead })
  const saved = (version: number): DocumentEvent => ({ kind: 'saved', version, atMs: new Date(2026, 10, 23, 15, 30).getTime() })
  for (const [events, said] of [
    [[], 'Saved 14:02'],
    [[typed], 'Saving'],
    [[typed, answered(1)], 'Saving'],
    [[typed, answered(1), saved(1)], 'Saved 15:30'],
    [[typed, answered(1), typed, saved(1)], 'Saving'],
    [[typed, answered(1, true), saved(1)], 'Saving'],
    [[typed, answered(1), typed, answered(2), saved(1)], 'Saving'],
    [[typed, answered(1), { kind: 'notSaved', error }], 'Not saved'],
    [[typed, answered(1), { kind: 'notSaved', error }, typed], 'Saving'],
    [[{ kind: 'notSaved', error }, saved(0)], 'Saved 15:30'],
  ] as [DocumentEvent[], string][]) {
    expect(saySave(events.reduce(documentStep, opened)), events.map((one) => one.kind).join()).toBe(said)
  }
})

const fields = (more: Partial<FieldsView> = {}): FieldsView => ({ ...derive('').fields, ...more })
const there = [{ blog: 'https://blog.example.org/', id: '1', url: null }]
const now = Date.parse('2026-11-23T12:00')

test('the button says what it will do', () => {
  for (const [state, view, label, status] of [
    ['draft', fields(), 'Publish', 'published'],
    ['draft', fields({ date: '2027-01-01 09:00' }), 'Schedule', 'published'],
    ['draft', fields({ date: 'soon' }), 'Publish', 'published'],
    ['published', fields({ remotes: there, status: 'published' }), 'Update', 'published'],
    ['changedHere', fields({ remotes: there, status: 'published' }), 'Update', 'published'],
    ['draft', fields({ remotes: there, status: 'draft' }), 'Publish', 'published'],
    ['notPublic', fields({ remotes: there, status: 'private' }), 'Update', 'private'],
  ] as const) {
    const { main, others } = choices({ kind: state } as PostState, view, now)
    expect([main.label, main.status], `${state} ${view.status}`).toEqual([label, status])
    expect(others.some((one) => one.label === main.label || one.status === main.status)).toBe(false)
    expect(new Set(others.map((one) => one.status)).size).toBe(others.length)
  }
})

test('a post goes to the blog that knows it, else to the one used last', () => {
  const accounts = [fakeAccount('a.example.org', 'A'), fakeAccount('blog.example.org', 'B'), fakeAccount('c.example.org', 'C')]
  for (const [view, last, id] of [
    [fields({ remotes: there }), 'c.example.org', 'blog.example.org'], [fields(), 'c.example.org', 'c.example.org'], [fields(), 'gone', 'a.example.org'], [null, '', 'a.example.org'],
  ] as const) {
    expect(accountFor(accounts, view, last)?.id).toBe(id)
  }
  expect(accountFor([], fields(), '')).toBeNull()
})

const job = (more: Partial<JobView> = {}): JobView => ({
  id: '1', path: 'a', title: 'A', account: 'X', accountId: 'x', state: 'running', holdUntilMs: null, label: '', step: 1, of: 3, bytesSent: 0, bytesTotal: 0, message: null, url: null, log: [], ...more,
})
const steps = ['a', 'b', 'c'].map((label) => ({ label, detail: '', state: 'ahead' as const }))

test('steps and progress follow the job', () => {
  for (const [now, states, share] of [
    [job(), 'running ahead ahead', 0],
    [job({ step: 2, bytesSent: 1, bytesTotal: 2 }), 'done running ahead', 0.5],
    [job({ step: 2, state: 'waiting' }), 'done stopped ahead', 1 / 3],
    [job({ step: 3, state: 'done' }), 'done done done', 1],
    [job({ state: 'queued' }), 'ahead ahead ahead', 0],
    [job({ state: 'held' }), 'ahead ahead ahead', 0],
    [job({ step: 2, state: 'paused' }), 'done ahead ahead', 1 / 3],
  ] as const) {
    expect(stepsNow(steps, now).map((step) => step.state).join(' ')).toBe(states)
    expect(progress(now)).toBeCloseTo(share)
  }
  expect([sayBytes(999), sayBytes(412_300), sayBytes(2_540_000)]).toEqual(['999 bytes', '412 kB', '2.5 MB'])
})

test('the outbox says how long a press is held, which blogs are paused, and when each thing was done', () => {
  const at = new Date(2026, 10, 23, 14, 2).getTime()
  for (const [left, said] of [[4_001, 'Goes out in 5 s'], [4_000, 'Goes out in 4 s'], [1, 'Goes out in 1 s'], [-300, 'Goes out in 0 s']] as const) {
    expect(sayJob(job({ state: 'held', holdUntilMs: at + left }), at)).toBe(said)
  }
  const blogs = byBlog([job({ id: '1' }), job({ id: '2', accountId: 'y', account: 'Y', state: 'paused' }), job({ id: '3', state: 'waiting' })])
  expect(blogs.map(({ account, name, paused, jobs }) => [account, name, paused, jobs.map((one) => one.id).join()])).toEqual([['x', 'X', false, '1,3'], ['y', 'Y', true, '2']])
  expect([logTime(at, at + 60_000), logTime(at, at + 24 * 3_600_000)]).toEqual(['14:02', '23 Nov, 14:02'])
  const changed = sayState({ kind: 'waiting', why: 'No answer.', changed: true })
  expect([changed.word, changed.why]).toEqual(['Waiting, changed here', 'What goes out is what you confirmed; the change is sent when you publish again. No answer.'])
})

test('the dialog goes from plan to result, and foreign jobs do not touch it', () => {
  const request = { path: 'a', account: 'x', status: 'published', overwrite: false, asNew: false }
  const plan = { fingerprint: 'f', steps } as unknown as PlanView
  let dialog: PublishDialog = { kind: 'closed' }
  dialog = publishStep(dialog, { kind: 'job', job: job() })
  expect(dialog.kind).toBe('closed')
  dialog = publishStep(dialog, { kind: 'ask', request })
  dialog = publishStep(dialog, { kind: 'planned', plan, note: '' })
  dialog = publishStep(dialog, { kind: 'press' })
  expect(dialog).toMatchObject({ kind: 'plan', pressed: true })
  dialog = publishStep(dialog, { kind: 'queued', job: job() })
  dialog = publishStep(dialog, { kind: 'job', job: job({ id: '2', state: 'done' }) })
  expect(dialog).toMatchObject({ kind: 'job', job: { id: '1', state: 'running' } })
  dialog = publishStep(dialog, { kind: 'job', job: job({ state: 'done' }) })
  expect(dialog).toMatchObject({ kind: 'job', job: { state: 'done' } })
  expect(publishStep(dialog, { kind: 'close' })).toEqual({ kind: 'closed' })
  expect(mergeJob([job()], job({ id: '2' })).map((one) => one.id)).toEqual(['2', '1'])
  expect(mergeJob([job()], job({ state: 'done' })).map((one) => one.state)).toEqual(['done'])
})

test('panes make room before they squeeze', () => {
  const all = { ...DEFAULTS, showPostPanel: true }
  for (const [settings, looks, shown] of [
    [DEFAULTS, { width: 1400, focus: false, peek: false }, 'sideBar list editor preview'],
    [all, { width: 1400, focus: false, peek: false }, 'sideBar list editor preview postPanel'],
    [all, { width: 1200, focus: false, peek: false }, 'list editor preview postPanel'],
    [DEFAULTS, { width: 1000, focus: false, peek: false }, 'list editor preview'],
    [DEFAULTS, { width: 900, focus: false, peek: false }, 'list editor'],
    [DEFAULTS, { width: 900, focus: false, peek: true }, 'list preview'],
    [all, { width: 1400, focus: true, peek: false }, 'editor'],
  ] as const) {
    const { narrow, ...rest } = panes(settings, looks)
    expect(narrow).toBe(looks.width < 1000)
    expect(Object.entries(rest).filter(([, on]) => on).map(([name]) => name).join(' '), JSON.stringify(looks)).toBe(shown)
  }
  expect(nextTheme(nextTheme(nextTheme('system')))).toBe('system')
})
