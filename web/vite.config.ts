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
    cssCodeSplit: false,
    rolldownOptions: {
      output: {
        // Few files rather than many small ones: what every screen needs in two, the rest by screen.
        advancedChunks: {
          groups: [
            { name: 'parts', test: /node_modules\/(react|react-dom|scheduler|@tanstack|i18next|react-i18next|openapi-fetch)\// },
            { name: 'frame', test: /src\/(design|app)\/(?!forms|Dialog|main)/ },
          ],
        },
      },
    },
  },
  server: {
    proxy: { '/api': server, '/s/': server, '/demo.json': server, '/healthz': server },
  },
});
