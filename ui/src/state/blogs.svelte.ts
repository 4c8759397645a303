/** Connected blogs, and the way to connect one. A password passes through here once and is not kept. */
import { asWireError, type Backend } from '../backend/backend'
import type { AccountView } from '../backend/generated/AccountView'
import type { ApprovalView } from '../backend/generated/ApprovalView'
import type { DiscoveredView } from '../backend/generated/DiscoveredView'
import type { MarkupView } from '../backend/generated/MarkupView'
import type { OffersView } from '../backend/generated/OffersView'
import type { TermsView } from '../backend/generated/TermsView'
import type { WireError } from '../backend/generated/WireError'

export type Connecting =
  | { kind: 'closed' }
  | { kind: 'address'; busy: boolean; error: WireError | null }
  /** `waiting`: the browser is open on the blog's approval page. */
  | { kind: 'password'; found: DiscoveredView; busy: boolean; waiting: boolean; error: WireError | null }
  | { kind: 'done'; account: AccountView; notes: string[] }

const NO_TERMS: TermsView = { categories: [], tags: [] }
const NO_OFFERS: OffersView = { formats: [], authors: [], pages: false, sticky: false }

export class Blogs {
  accounts: AccountView[] = $state.raw([])
  connecting: Connecting = $state.raw({ kind: 'closed' })
  /** The address and user to begin with, when a known blog is connected anew. */
  again: AccountView | null = $state.raw(null)
  private certificate = ''
  // Not shown itself, so nothing has to react to it.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  private terms = new Map<string, Promise<TermsView>>()
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  private offers = new Map<string, Promise<OffersView>>()

  constructor(private readonly backend: Backend) {}

  begin(again: AccountView | null = null): void {
    this.again = again
    this.connecting = { kind: 'address', busy: false, error: null }
  }

  close(): void {
    this.stopWaiting()
    this.connecting = { kind: 'closed' }
  }

  /** Looks at an address; `certificate` is the fingerprint of one that the writer accepted. */
  async find(address: string, certificate = ''): Promise<void> {
    this.connecting = { kind: 'address', busy: true, error: null }
    try {
      const found = await this.backend.call('discover_blog', { address, certificate })
      this.certificate = certificate
      if (this.connecting.kind === 'address') this.connecting = { kind: 'password', found, busy: false, waiting: false, error: null }
    } catch (error) {
      if (this.connecting.kind === 'address') this.connecting = { kind: 'address', busy: false, error: asWireError(error) }
    }
  }

  async add(user: string, password: string, name: string, markup: MarkupView, allowHttp: boolean): Promise<AccountView | null> {
    const { connecting, certificate } = this
    if (connecting.kind !== 'password') return null
    const { found } = connecting
    this.connecting = { kind: 'password', found, busy: true, waiting: false, error: null }
    try {
      const { account, notes } = await this.backend.call('add_account', { address: found.address, user, password, name, markup, allowHttp, certificate, transport: 'auto' })
      this.connected(account, notes)
      return account
    } catch (error) {
      if (this.connecting.kind === 'password') this.connecting = { kind: 'password', found, busy: false, waiting: false, error: asWireError(error) }
      return null
    }
  }

  /** Asks for approval on a page of the blog; what becomes of it is heard later. Returns the page to open. */
  async approve(name: string, markup: MarkupView): Promise<string | null> {
    const { connecting, certificate } = this
    if (connecting.kind !== 'password') return null
    const { found } = connecting
    this.connecting = { kind: 'password', found, busy: false, waiting: true, error: null }
    try {
      const { page } = await this.backend.call('approve_blog', { address: found.address, name, markup, allowHttp: false, certificate })
      return page
    } catch (error) {
      if (this.connecting.kind === 'password') this.connecting = { kind: 'password', found, busy: false, waiting: false, error: asWireError(error) }
      return null
    }
  }

  /** Waits for the browser no longer. */
  stopWaiting(): void {
    const { connecting } = this
    if (connecting.kind !== 'password' || !connecting.waiting) return
    this.connecting = { ...connecting, waiting: false }
    void this.backend.call('cancel_approval', {}).catch(() => undefined)
  }

  approved(outcome: ApprovalView): void {
    if (outcome.kind === 'approved') this.connected(outcome.account, outcome.notes)
    else if (this.connecting.kind === 'password') this.connecting = { ...this.connecting, busy: false, waiting: false, error: outcome.error }
  }

  private connected(account: AccountView, notes: string[]): void {
    this.accounts = [...this.accounts.filter((one) => one.id !== account.id), account]
    this.terms.delete(account.id)
    this.offers.delete(account.id)
    this.connecting = { kind: 'done', account, notes }
  }

  /** Forgets a blog; says what became of its password there. */
  async remove(id: string, revoke: boolean): Promise<string | null> {
    const { accounts, note } = await this.backend.call('remove_account', { id, revoke })
    this.accounts = accounts
    this.terms.delete(id)
    this.offers.delete(id)
    return note
  }

  async setMarkup(id: string, markup: MarkupView): Promise<void> {
    const changed = await this.backend.call('set_markup', { id, markup })
    this.accounts = this.accounts.map((one) => (one.id === id ? changed : one))
  }

  async setPictureSize(id: string, edge: number): Promise<void> {
    const changed = await this.backend.call('set_picture_size', { id, edge })
    this.accounts = this.accounts.map((one) => (one.id === id ? changed : one))
  }

  /** Categories and tags for completion; none when the blog does not answer, which is no reason to complain. */
  termsOf(id: string | null): Promise<TermsView> {
    return asked(this.terms, id, NO_TERMS, (id) => this.backend.call('list_terms', { id }))
  }

  /** What the blog has beyond title and text; nothing when it does not answer. */
  offersOf(id: string | null): Promise<OffersView> {
    return asked(this.offers, id, NO_OFFERS, (id) => this.backend.call('list_offers', { id }))
  }
}

/** Asks once for each account; a failure is nothing, and is asked again next time. */
function asked<T>(known: Map<string, Promise<T>>, id: string | null, nothing: T, ask: (id: string) => Promise<T>): Promise<T> {
  if (id === null) return Promise.resolve(nothing)
  let answer = known.get(id)
  if (!answer) {
    answer = ask(id).catch(() => {
      known.delete(id)
      return nothing
    })
    known.set(id, answer)
  }
  return answer
}
