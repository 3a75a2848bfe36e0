import { type FeatureValues, featureNames } from "../features/features.ts";

/** Features in the two forms in which they are sent, as members of a JSON object without its braces. */
export interface FeatureTexts {
  /** For the model: every feature and its number. */
  instance: string;
  /**
   * For the table, as its JSON writes numbers: those that are not 0. An item then stays below 1 KB, which is one write unit
   * instead of two.
   */
  item: string;
}

const forInstance = featureNames.map((name, index) => `${index === 0 ? "" : ","}${JSON.stringify(name)}:`);
const instanceZeros = forInstance.map((member) => `${member}0`);
const instanceOnes = forInstance.map((member) => `${member}1`);
const forItem = featureNames.map((name) => `,${JSON.stringify(name)}:{"N":"`);
const itemOnes = forItem.map((member) => `${member}1"}`);

/** Both in one pass, for most of the time goes into the digits. Most features are 0 or 1. */
export function featureTexts(values: FeatureValues): FeatureTexts {
  let instance = "";
  let item = "";
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at]!;
    if (value === 0) instance += instanceZeros[at]!;
    else if (value === 1) {
      instance += instanceOnes[at]!;
      item += itemOnes[at]!;
    } else {
      // Of a finite number that is its JSON.
      const digits = String(value);
      instance += forInstance[at]! + digits;
      item += `${forItem[at]!}${digits}"}`;
    }
  }
  return { instance, item: item.slice(1) };
}
