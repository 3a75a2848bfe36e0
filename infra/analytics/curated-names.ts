import { CURATED_TABLE } from "../../shared/curated/statements.ts";
import { rollups } from "../../shared/rollups/rollups.ts";
import { ROLLUPS_VERSION, rollupTable } from "../../shared/rollups/statements.ts";

const versions = Array.from({ length: ROLLUPS_VERSION }, (_, at) => at + 1);

/** The tables and views that `curate` makes: of each rollup the tables of every form so far, of which it drops the older. */
export const curatedNames: readonly string[] = [
  CURATED_TABLE,
  ...rollups.flatMap((rollup) => [rollup.name, ...versions.map((version) => rollupTable(rollup, version))]),
];
