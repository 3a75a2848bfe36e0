import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { esbuild } from "../../build/esbuild.ts";

/** A file of the page as it is served. */
export interface PageFile {
  type: string;
  body: Buffer | Uint8Array;
}

const types: Record<string, string> = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
};

let built: Promise<Map<string, PageFile>> | undefined;

/** The same for every page of this process. */
export function pageFiles(): Promise<Map<string, PageFile>> {
  built ??= buildPage();
  // Whoever asks for a file is told why there is none.
  built.catch(() => {});
  return built;
}

/**
 * The page's files by their paths: its text and what esbuild makes of its scripts and styles. Nothing is loaded from
 * elsewhere, so that the page works without a network and its policy can be strict.
 */
async function buildPage(): Promise<Map<string, PageFile>> {
  const folder = join(import.meta.dirname, "client");
  const { outputFiles } = await esbuild({
    entryPoints: [join(folder, "page.ts"), join(folder, "page.css")],
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2023",
    minify: true,
    legalComments: "none",
    // Charts are loaded when they come into view, by names that nobody has to know.
    chunkNames: "chunk-[hash]",
    outdir: folder,
    write: false,
    logLevel: "silent",
  });
  const files = new Map<string, PageFile>();
  for (const { path, contents } of outputFiles)
    files.set(`/${basename(path)}`, { type: types[path.split(".").at(-1)!]!, body: contents });
  const html = await readFile(join(folder, "index.html"));
  files.set("/", { type: "text/html; charset=utf-8", body: html });
  return files;
}
