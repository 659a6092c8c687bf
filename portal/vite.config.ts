import { defineConfig } from 'vite';

// One page whose files are named after their content: the service lets browsers keep them for ever.
export default defineConfig({
  base: '/',
  build: {
    target: 'es2022',
    assetsInlineLimit: 0, // the page's policy allows no data: URLs
    modulePreload: { polyfill: false },
    sourcemap: false,
    rolldownOptions: { output: { hashCharacters: 'hex' } },
  },
  worker: { format: 'es' },
});
