import { type BuildOptions, type BuildResult, build, stop } from "esbuild";

type InMemory = BuildOptions & { write: false };

let building = 0;

/**
 * What esbuild makes of it. Its service ends with the last build at work: it is a process of its own, and what it sent, some
 * 100 MB for all functions, is held as long as it runs.
 */
export async function esbuild(options: InMemory): Promise<BuildResult<InMemory>> {
  building += 1;
  try {
    return await build(options);
  } finally {
    building -= 1;
    if (building === 0) await stop();
  }
}
