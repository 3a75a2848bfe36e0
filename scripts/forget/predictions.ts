import type { PersonItem, PersonItems } from "../../shared/aws/person-items.ts";
import { PREDICTIONS_PLACE } from "../../shared/forget/audit.ts";
import { isIn, type Needles } from "../../shared/forget/needles.ts";
import type { ForgettingPlace } from "./found.ts";
import type { Subject } from "./subject.ts";

/** Removals under way at once. */
const AT_ONCE = 16;

/** The predictions: those in the name of the ids, and those of a device in the name of whoever signed in there. */
export function predictionItems(items: PersonItems, { needles, others }: Subject): ForgettingPlace {
  const name = PREDICTIONS_PLACE;

  async function* found(): AsyncGenerator<PersonItem> {
    for (const person of new Set([...needles.ids, ...others]))
      for await (const item of items.of(person)) if (isTheirs(item, needles)) yield item;
  }

  return {
    name,
    async find() {
      let count = 0;
      for await (const _item of found()) count += 1;
      return { place: name, unit: "items", count, objects: count };
    },
    async remove() {
      let count = 0;
      let batch: PersonItem[] = [];
      const flush = async () => {
        await Promise.all(batch.map((item) => items.remove(item)));
        count += batch.length;
        batch = [];
      };
      for await (const item of found()) if (batch.push(item) >= AT_ONCE) await flush();
      await flush();
      return count;
    },
  };
}

const PERSON = /^person#/;

const isTheirs = (item: PersonItem, needles: Needles): boolean =>
  Object.values(item).some(({ S }) => S !== undefined && isIn(needles, S.replace(PERSON, "")));
