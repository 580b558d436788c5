import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = process.env.KUULO_SERVER ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  server: {
    proxy: { '/api': server, '/s/': server, '/demo.json': server, '/healthz': server },
  },
});
