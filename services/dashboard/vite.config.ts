import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The server whose API the page asks while it is being developed (`npm run dev -w services/dashboard`). */
const SERVER = process.env.PQC_AUDIT_SERVER ?? "http://127.0.0.1:8080";

/** What almost every page needs, and that brings nothing of the library's larger components; styles of the library first. */
const EVERYWHERE =
  /dashboard\/page\/(?:address|api|format|shell)\/|dashboard\/page\/design\/(?:badge|bars|card|data-table|facts|failure-notice|icons|library|tokens|base|moment|now|placeholder|rooms|severit|tiles)|@mantine\/(?:core\/styles|core\/esm\/core|hooks)\//;

export default defineConfig({
  root: fileURLToPath(new URL("./page", import.meta.url)),
  plugins: [react()],
  server: { proxy: { "/api": { target: SERVER, changeOrigin: true } } },
  build: {
    target: "es2023",
    // The server allows nothing inline, no data: address either.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // Few requests for a page: a file for each module that two pages share would be a hundred.
        codeSplitting: {
          groups: [
            { name: "everywhere", test: EVERYWHERE },
            { name: "charts", test: /node_modules\/recharts\/|dashboard\/page\/charts\// },
            { name: "findings", test: /dashboard\/page\/findings\/(?!findings-page)/, minShareCount: 2 },
          ],
        },
      },
    },
  },
});
