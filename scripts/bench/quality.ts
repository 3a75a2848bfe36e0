import path from "node:path";
import { UserError } from "../user-error.ts";
import { filesIn, readFixture } from "./quality/fixtures.ts";
import { type Judged, qualityScores, type Score } from "./quality/score.ts";
import {
  judgeClicks,
  judgeCrawlers,
  judgeDevices,
  judgeDocuments,
  judgeReferrers,
  judgeSampled,
  type QualitySubject,
} from "./quality/subjects.ts";

const subjects: readonly QualitySubject[] = [
  judgeReferrers,
  judgeClicks,
  judgeCrawlers,
  judgeDevices,
  judgeSampled,
  judgeDocuments,
];

/** The scores of enrichment on the fixtures of a folder. Throws a `UserError` where there is none that it can read. */
export function benchQuality(folder: string): Score[] {
  const cases: Judged[] = [];
  for (const file of filesIn(folder)) {
    if (!/\.(?:json|ndjson|ya?ml)(?:\.gz)?$/.test(file)) continue;
    const content = readFixture(file);
    for (const subject of subjects)
      for (const judged of subject(content, path.relative(folder, file))) cases.push(judged);
  }
  if (cases.length === 0)
    throw new UserError(`${folder} holds no fixture that is known: see npm run bench -- --help.`);
  return qualityScores(cases);
}
