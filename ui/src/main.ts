/** Starts the window: asks the core before anything is drawn, so that the first paint is already the finished screen. */
import { mount } from 'svelte'
import type { Backend } from './backend/backend'
import { tauriBackend } from './backend/tauri'
import { Desk } from './state/desk.svelte'
import './styles/app.css'
import './styles/editor.css'
import App from './views/App.svelte'

async function door(): Promise<Backend> {
  if (import.meta.env.MODE === 'production' || '__TAURI_INTERNALS__' in window) return tauriBackend
  const { demo } = await import('./backend/fake-demo')
  return demo(new URLSearchParams(location.search))
}

const desk = new Desk(await door())
await desk.start()
mount(App, { target: document.getElementById('app') as HTMLElement, props: { desk } })
