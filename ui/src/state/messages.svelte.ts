/** Short messages at the window's edge, and what screen readers are told. Errors stay until they are put away. */
import { asWireError } from '../backend/backend'
import type { WireError } from '../backend/generated/WireError'

export interface Toast {
  id: number
  text: string
  error: WireError | null
  action: { label: string; run: () => void } | null
}

const SHOWN_MS = 8000

export class Messages {
  toasts: Toast[] = $state.raw([])
  /** Read aloud by screen readers, seen by nobody. */
  spoken = $state('')
  private next = 1

  say(text: string, action: Toast['action'] = null): void {
    const id = this.add({ text, error: null, action })
    setTimeout(() => this.close(id), SHOWN_MS)
  }

  report(thrown: unknown): void {
    const error = asWireError(thrown)
    if (this.toasts.some((one) => one.error?.message === error.message)) return
    this.add({ text: error.message, error, action: null })
  }

  speak(text: string): void {
    this.spoken = text
  }

  close(id: number): void {
    this.toasts = this.toasts.filter((one) => one.id !== id)
  }

  private add(toast: Omit<Toast, 'id'>): number {
    const id = this.next++
    this.toasts = [...this.toasts.slice(-2), { id, ...toast }]
    return id
  }
}
