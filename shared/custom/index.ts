import type { CustomStep } from "../steps/custom-step.ts";
import { asNumber } from "./steps/as-number.ts";
import { campaignChannel } from "./steps/campaign-channel.ts";
import { product } from "./steps/product.ts";

/**
 * Steps of your own, and by them their tables: each is a file of `steps/` and a line here. `steps` of an environment
 * (`infra/environments.ts`), or `npm start -- --steps NAME,…`, puts them in force, in the order that is named there.
 * These three are examples, and in force nowhere.
 */
export const customSteps: readonly CustomStep[] = [product, asNumber, campaignChannel];
