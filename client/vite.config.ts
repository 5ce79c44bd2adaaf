/// <reference types="node" />
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { oldestChrome } from './oldest-browser.ts'
import { shellPlugin } from './shell-plugin.ts'

/** Where `npm start` listens; only the development server uses it. */
const server = 'http://127.0.0.1:8080'

const oldestBrowser = `chrome${oldestChrome}`

export default defineConfig({
  root: import.meta.dirname,
  plugins: [vue(), shellPlugin()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: oldestBrowser,
    cssTarget: oldestBrowser,
    // The content security policy allows neither inline scripts nor data: scripts.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
  },
  server: {
    proxy: {
      '/api': server,
      '/socket.io': { target: server, ws: true },
    },
  },
})
