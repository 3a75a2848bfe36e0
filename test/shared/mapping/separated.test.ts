import { expect, test } from "@jest/globals";
import { withoutSeparators } from "../../../shared/mapping/separated.ts";
import { mapped, mappingOf } from "./builders.ts";

test.each([
  { text: "1.299,00", decimal: ",", expected: "1299.00" },
  { text: "1.299", decimal: ",", expected: "1299" },
  { text: "12,5", decimal: ",", expected: "12.5" },
  { text: "-1.234.567,8", decimal: ",", expected: "-1234567.8" },
  { text: "1 299,00", decimal: ",", expected: "1299.00" },
  { text: "1\u202f299,00", decimal: ",", expected: "1299.00" },
  { text: "1'299", decimal: ",", expected: "1299" },
  { text: "1,299.50", decimal: ".", expected: "1299.50" },
  { text: "1299.50", decimal: ".", expected: "1299.50" },
  { text: "+5", decimal: ".", expected: "5" },
  { text: "1.299,00 €", decimal: ",", expected: "1299.00" },
  { text: "EUR 1.299,00", decimal: ",", expected: "1299.00" },
  { text: "-€5", decimal: ",", expected: "-5" },
  { text: "$1,299.00", decimal: ".", expected: "1299.00" },
  { text: "12.50USD", decimal: ".", expected: "12.50" },
  { text: "R$ 1.234,56", decimal: ",", expected: "1234.56" },
  { text: "US$ 5", decimal: ".", expected: "5" },
  { text: "-€ 5", decimal: ".", expected: "-5" },
  { text: "12,50 zł", decimal: ",", expected: "12.50" },
  { text: "kr. 1.234,50", decimal: ",", expected: "1234.50" },
  { text: "\u221212,50", decimal: ",", expected: "-12.50" },
  { text: "\uff11\uff12\uff0c\uff15", decimal: ",", expected: "12.5" },
  { text: "\uffe5\uff11\uff0c\uff12\uff13\uff14", decimal: ".", expected: "1234" },
  { text: "(1,234.50)", decimal: ".", expected: "-1234.50" },
  { text: "($5)", decimal: ".", expected: "-5" },
  { text: "1.234,50-", decimal: ",", expected: "-1234.50" },
] as const)("$text with decimals behind $decimal is $expected", ({ text, decimal, expected }) => {
  expect(withoutSeparators(text, decimal)).toBe(expected);
});

test.each([
  { text: "1.29,00", decimal: ",", why: "thousands have three digits" },
  { text: "1,299.50", decimal: ",", why: "it is written the other way" },
  { text: "12,5", decimal: ".", why: "no three digits follow" },
  { text: "free", decimal: ",", why: "it is no number" },
  { text: "12 PCS", decimal: ",", why: "it is no amount of money" },
  { text: "ABC$ PCS 5", decimal: ".", why: "it says more than a currency" },
  { text: "5 krones", decimal: ".", why: "that is no sign of one" },
  { text: "15 %", decimal: ".", why: "it is a share of something" },
  { text: "(-5)", decimal: ".", why: "it has two signs" },
  { text: "(5", decimal: ".", why: "its bracket is open" },
  { text: "5 € or 6", decimal: ",", why: "it says more than a number" },
  { text: "", decimal: ",", why: "nothing is there" },
] as const)("$text with decimals behind $decimal stays, for $why", ({ text, decimal }) => {
  expect(withoutSeparators(text, decimal)).toBe(text);
});

test("a mapping reads amounts and times as a country writes them, of columns that belong together", () => {
  const till = mappingOf({
    fields: {
      event_name: { path: "Aktion", values: { Kauf: "purchase" } },
      app_id: { constant: "till" },
      client_created_at: { template: "{Datum} {Uhrzeit}", time: "d.M.yy H:mm", zone: "Europe/Berlin" },
      user_id: "Benutzer",
      order_value: { path: "Betrag", decimal: "," },
    },
  });
  const row = { Datum: "29.07.2026", Uhrzeit: "10:15", Benutzer: "u-7", Aktion: "Kauf", Betrag: "1.299,00" };
  expect(mapped(till, row)).toMatchObject({
    event_name: "purchase",
    client_created_at: "2026-07-29T08:15:00.000Z",
    order_value: 1299,
    properties: { Betrag: "1.299,00" },
  });
});
