import { fourDecimals } from "../../../shared/event/value.ts";
import type { CurrencyRates } from "../../../shared/redis/look-up/rates.ts";
import { eventLookUpStep } from "../step.ts";

/** What the event is worth in the base currency of the table of rates, by the rate of its day. */
export const valueInBase = eventLookUpStep("money", {
  reads: "currency",
  table: "rates",
  concerns: ({ value }) => value !== undefined,
  of(rates: CurrencyRates, { event, eventTime }) {
    const rate = rates.at(eventTime);
    return rate === undefined ? undefined : { value_base: fourDecimals(event.value! * rate) };
  },
});
