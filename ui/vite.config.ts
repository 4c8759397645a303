import { readFileSync } from 'node:fs'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

// `production` talks to the shell only; every other mode (`vite dev`, `vite build --mode demo`, tests) falls back
// to the in-memory backend when it runs in a plain browser.
export default defineConfig({
  plugins: [svelte(), fontLicence()],
  clearScreen: false,
  resolve: process.env.VITEST ? { conditions: ['browser'] } : {},
  build: { target: 'es2022', chunkSizeWarningLimit: 900, modulePreload: { polyfill: false } },
  server: { host: '127.0.0.1' },
  preview: { host: '127.0.0.1' },
  test: { environment: 'jsdom', include: ['src/**/*.test.ts'], setupFiles: ['src/test-setup.ts'], testTimeout: 30_000 },
})

/** The reading face travels with its licence. */
function fontLicence(): Plugin {
  return {
    name: 'font-licence',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'assets/literata-OFL.txt', source: readFileSync('node_modules/@fontsource-variable/literata/LICENSE') })
    },
  }
}
