import { describe, expect, test } from "@jest/globals";
import { defaults, parseOptions } from "../../../../scripts/local/run/options.ts";
import { tableNamed } from "../../../../scripts/lookups/table/named.ts";
import { UserError } from "../../../../scripts/user-error.ts";

describe("parseOptions", () => {
  test.each([
    { description: "nothing, which gives the shop a past", args: "", options: { history: 14, rate: 5 } },
    {
      description: "a bounded run",
      args: "--events 20000 --rate 2000 --until-drained --report r.json --bad-ratio 0.02 --seed 7",
      options: { events: 20_000, rate: 2_000, untilDrained: true, report: "r.json", badRatio: 0.02, seed: 7 },
    },
    {
      description: "a file",
      args: "--source file:a/b.ndjson.gz --mapping ubi --encoding latin1 --allow-failures",
      options: { source: { file: "a/b.ndjson.gz" }, mapping: "ubi", encoding: "latin1", allowFailures: true },
    },
    {
      description: "ports, no page and policies",
      args: "--history none --port 0 --aws-port 4000 --no-page --enforce-iam",
      options: { port: 0, awsPort: 4000, page: false, enforceIam: true },
    },
    {
      description: "a past that is asked for, before a bounded run",
      args: "--history 30d --events 100",
      options: { history: 30, events: 100, rate: 5 },
    },
    {
      description: "a past at another rate",
      args: "--history 3 --rate 50",
      options: { history: 3, rate: 50 },
    },
    { description: "a rate, which says what comes", args: "--rate 200", options: {} },
    {
      description: "a source, which says what comes",
      args: "--source stream",
      options: { source: "stream" },
    },
    {
      description: "no source, where what is sent to it comes alone",
      args: "--source none",
      options: { source: "none", history: 0 },
    },
    {
      description: "steps and tables of one's own",
      args: "--history none --steps product,campaign_channel --table products=a/b=c.csv",
      options: {
        steps: ["product", "campaign_channel"],
        tables: [{ table: tableNamed("products"), path: "a/b=c.csv" }],
      },
    },
  ])("reads $description", ({ args, options }) => {
    expect(parseOptions(args.split(" ").filter(Boolean))).toEqual({ ...defaults, ...options });
  });

  test("asks for help", () => {
    expect(parseOptions(["--help"])).toBe("help");
  });

  test.each([
    { args: "--evnts 5", sentence: /--evnts/ },
    { args: "--events many", sentence: "--events many: expected a whole number from 1 to 1000000000." },
    { args: "--encoding klingon", sentence: /^--encoding klingon: there is no such encoding/ },
    { args: "--history long", sentence: "--history long: expected days from 1d to 400d, or none." },
    { args: "--history 0d", sentence: /^--history 0d: expected days/ },
    { args: "--rate 0", sentence: "--rate 0: expected a whole number from 1 to 1000000." },
    { args: "--bad-ratio 2", sentence: "--bad-ratio 2: expected a number from 0 to 1." },
    {
      args: "--source kafka",
      sentence: "--source kafka: expected elasticsearch, stream, none or file:PATH.",
    },
    {
      args: "--source file:",
      sentence: "--source file:: expected elasticsearch, stream, none or file:PATH.",
    },
    { args: "--until-drained", sentence: /--until-drained needs an end/ },
    { args: "somewhere", sentence: /somewhere/ },
    { args: "--steps prodct", sentence: /^--steps prodct: there is no step .* did you mean "product"\?$/ },
    {
      args: "--history none --steps product,product",
      sentence: '--steps product,product: the step "product" is named twice.',
    },
    { args: "--table products", sentence: "--table products: expected NAME=FILE." },
    { args: "--table goods=a.csv", sentence: /^There is no table "goods": .* declare products, / },
  ])("refuses $args in one sentence", ({ args, sentence }) => {
    const parse = () => parseOptions(args.split(" "));
    expect(parse).toThrow(UserError);
    expect(parse).toThrow(sentence);
  });
});
