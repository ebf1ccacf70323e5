import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The server whose API the page asks while it is being developed (`npm run dev -w services/dashboard`). */
const SERVER = process.env.PQC_AUDIT_SERVER ?? "http://127.0.0.1:8080";

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
  },
});
