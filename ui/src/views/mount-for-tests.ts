/** Mounts a component for a test and takes everything away after it. */
import { flushSync, mount, unmount, type Component } from 'svelte'

const mounted: Record<string, unknown>[] = []

export function show<P extends Record<string, unknown>>(component: Component<P>, props: P): HTMLElement {
  const target = document.createElement('div')
  document.body.append(target)
  mounted.push(mount(component, { target, props }) as Record<string, unknown>)
  flushSync()
  return target
}

export async function cleanup(): Promise<void> {
  for (const one of mounted.splice(0)) await unmount(one)
  document.body.replaceChildren()
}
