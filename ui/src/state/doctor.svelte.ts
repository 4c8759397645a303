/** The connection doctor: what it looks at, and what it has found so far. A password passes through once and is not kept. */
import { asWireError, type Backend } from '../backend/backend'
import type { ExamineBlog } from '../backend/generated/ExamineBlog'
import type { FindingView } from '../backend/generated/FindingView'
import type { WireError } from '../backend/generated/WireError'

export type Examination =
  | { kind: 'closed' }
  | { kind: 'open'; name: string; busy: boolean; findings: readonly FindingView[]; error: WireError | null }

const NOBODY: ExamineBlog = { account: '', address: '', user: '', password: '', path: '' }

export class Doctor {
  examination: Examination = $state.raw({ kind: 'closed' })
  private asked: ExamineBlog = NOBODY
  private run = 0

  constructor(private readonly backend: Backend) {}

  /** Looks at a connected blog or at an address; `name` is what people call it. */
  async examine(name: string, what: Partial<ExamineBlog>): Promise<void> {
    const run = ++this.run
    this.asked = { ...NOBODY, ...what }
    this.examination = { kind: 'open', name, busy: true, findings: [], error: null }
    try {
      const findings = await this.backend.call('examine_blog', this.asked)
      if (run === this.run) this.examination = { kind: 'open', name, busy: false, findings, error: null }
    } catch (error) {
      if (run === this.run) this.examination = { kind: 'open', name, busy: false, findings: [], error: asWireError(error) }
    }
  }

  /** The same once more. */
  again(): void {
    if (this.examination.kind === 'open') void this.examine(this.examination.name, this.asked)
  }

  close(): void {
    this.run++
    this.asked = NOBODY
    this.examination = { kind: 'closed' }
  }

  heard(finding: FindingView): void {
    const { examination } = this
    if (examination.kind !== 'open' || !examination.busy) return
    this.examination = { ...examination, findings: [...examination.findings, finding] }
  }
}

const WEIGHT = { broken: 0, note: 1, fine: 2, skipped: 2 } as const

/** What does not work first; otherwise in the order in which a request meets it. */
export function byWeight(findings: readonly FindingView[]): FindingView[] {
  return [...findings].sort((a, b) => WEIGHT[a.state] - WEIGHT[b.state])
}

/** The whole in one sentence. */
export function verdict(findings: readonly FindingView[]): string {
  const broken = findings.filter((finding) => finding.state === 'broken')
  const notes = findings.filter((finding) => finding.state === 'note').length
  if (broken.length === 1) return 'One thing does not work.'
  if (broken.length > 1) return `${broken.length} things do not work. Begin with the first: the others may follow from it.`
  if (notes > 0) return notes === 1 ? 'Everything works. One thing is worth knowing.' : `Everything works. ${notes} things are worth knowing.`
  return 'Everything works.'
}
