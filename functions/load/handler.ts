import type { Handler } from "../../shared/lambda.ts";
import type { VersionedLoad } from "../../shared/redis/look-up/load.ts";
import { decodePart, type LoadAnswer, loadStepIn } from "../../shared/redis/look-up/parts.ts";

export interface LoadPorts {
  /** An object of the bucket of look-ups. */
  read(key: string): Promise<Uint8Array>;
  loadInto(version: string): VersionedLoad;
  /** Called once an invocation. */
  report(answer: LoadAnswer): void;
}

/**
 * One step of a load of look-up tables: writes an uploaded part under the load's version, or has the version of a set
 * read from now on. Each step may come again. What is wrong throws, for a person waits for the answer.
 */
export function loadHandler({ read, loadInto, report }: LoadPorts): Handler<unknown, LoadAnswer> {
  return async (event) => {
    const step = loadStepIn(event);
    const load = loadInto(step.version);
    const answer: LoadAnswer = { keys: 0, replaced: 0 };
    if (step.step === "write") {
      const entries = decodePart(await read(step.part));
      await load.write(entries);
      answer.keys = entries.length;
    } else {
      answer.replaced = await load.commit(step.set, step.keys);
      answer.keys = step.keys;
    }
    report(answer);
    return answer;
  };
}
