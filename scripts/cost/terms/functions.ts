import type { Flow, InvocationFlow } from "../flow.ts";
import { prices, SECONDS_A_MONTH, tiered } from "../prices.ts";
import type { PricedFunction, PricedProduce, PricedStack, Term } from "../stack.ts";

/** Lambda, a term a function. Duration is priced in tiers over all of them, and shared out by what each takes. */
export function functionTerms(stack: PricedStack, flow: Flow): Term[] {
  const of = (name: PricedFunction): Work[] => {
    const [work, size] = [flow.functions[name], stack.functions[name]];
    if (work === undefined || size === undefined) return [];
    const requests = work.invocations * SECONDS_A_MONTH;
    return [{ name, requests, gbSeconds: gbSeconds(work, size.memoryMb), from: described(work) }];
  };
  const all = [
    ...(stack.produce ? [polling(stack.produce)] : []),
    ...of("enrich"),
    ...(stack.predict ? of("predict") : []),
    ...of("archive"),
    ...of("search"),
  ];
  const sum = all.reduce((total, work) => total + work.gbSeconds, 0);
  const each = tiered(sum, prices.lambda.gbSecond) / sum;
  return all.map(({ name, requests, gbSeconds, from }) => ({
    name: `Lambda ${name}`,
    monthly: requests * prices.lambda.request + gbSeconds * each,
    from,
  }));
}

const polling = ({ memoryMb, slices, pollSeconds }: PricedProduce): Work => ({
  name: "produce",
  requests: (SECONDS_A_MONTH / 60) * slices,
  gbSeconds: SECONDS_A_MONTH * slices * (pollSeconds / 60) * (memoryMb / 1024),
  from: `${slices} at once, for ${pollSeconds} seconds of every minute`,
});

interface Work {
  name: string;
  requests: number;
  gbSeconds: number;
  from: string;
}

const gbSeconds = ({ invocations, ms }: InvocationFlow, memoryMb: number): number =>
  (invocations * SECONDS_A_MONTH * ms * memoryMb) / 1000 / 1024;

const described = ({ invocations, events, ms }: InvocationFlow): string =>
  `${amount(invocations)} invocations a second of ${amount(events)} events, ${Math.round(ms)} ms`;

const amount = (value: number): string =>
  value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString("en");
