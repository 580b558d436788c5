// Builds the respondent's script and style: web/dist-respond/respond.js and respond.css. Refuses to grow beyond what a phone on a slow
// line should have to fetch before it can answer.
import { readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const out = here("../dist-respond");
const limits = { "respond.js": 10240, "respond.css": 5376, "kiosk.js": 5120, "kiosk-worker.js": 1536, "widget.js": 12288 };
const target = ["es2020", "chrome90", "firefox90", "safari15"];
const common = { root: here("."), configFile: false, logLevel: "warn", publicDir: false };

rmSync(out, { recursive: true, force: true });
for (const name of Object.keys(limits).filter((file) => file.endsWith(".js"))) {
  await build({
    ...common,
    build: {
      outDir: out, emptyOutDir: false, target, cssTarget: target, modulePreload: false,
      rollupOptions: { input: here(name.replace(".js", ".ts")), output: { format: "iife", entryFileNames: name } },
    },
  });
}
await build({
  ...common,
  build: {
    outDir: out, emptyOutDir: false, cssTarget: target, cssCodeSplit: true,
    rollupOptions: { input: here("respond.css"), output: { assetFileNames: "respond.css" } },
  },
});
for (const [name, limit] of Object.entries(limits)) {
  const size = gzipSync(readFileSync(`${out}/${name}`), { level: 9 }).length;
  console.log(`respond: ${name} ${size} bytes compressed`);
  if (size > limit) throw new Error(`${name} is ${size} bytes compressed, over ${limit}`);
}
