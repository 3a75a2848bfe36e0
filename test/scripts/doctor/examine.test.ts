import { describe, expect, test } from "@jest/globals";
import { type DoctorPorts, examineStack, type Finding } from "../../../scripts/doctor/examine.ts";
import { isWell, reportLines } from "../../../scripts/doctor/report.ts";

/** A stack in which everything is there at once, in simulated time. */
function stack(override: Partial<DoctorPorts> = {}): DoctorPorts {
  let at = 0;
  return {
    send: async () => {},
    enriched: async () => true,
    predicted: async () => true,
    archived: async () => true,
    failed: async () => undefined,
    failures: async () => ({ waiting: 0, dead: 0 }),
    complaint: async () => undefined,
    delivery: async () => ({ status: "ACTIVE", bufferSeconds: 60 }),
    now: () => at,
    sleep: async (ms) => {
      at += ms;
    },
    ...override,
  };
}

const place = { stack: "clickstream-dev", scoringInline: false };
const states = (findings: readonly Finding[]) => findings.map(({ stage, state }) => `${stage} ${state}`);
const never = async () => false;
const throttled = async () => {
  throw Object.assign(new Error("too fast"), { name: "ThrottlingException" });
};
const denied = async () => {
  throw Object.assign(new Error("not authorized\n  at somewhere"), { name: "AccessDeniedException" });
};

describe("an event that is sent through a stack", () => {
  test.each<[string, Partial<DoctorPorts>, string[], boolean, RegExp]>([
    [
      "goes all the way",
      {},
      ["raw there", "enriched there", "predicted there", "archived there"],
      true,
      /works/,
    ],
    [
      "waits in a file that is still open",
      { archived: never },
      ["raw there", "enriched there", "predicted there", "archived pending"],
      true,
      /works/,
    ],
    ["cannot be sent", { send: denied }, ["raw unknown"], false, /stuck before raw/],
    [
      "is not enriched",
      { enriched: never },
      ["raw there", "enriched missing", "archived missing", "failed missing"],
      false,
      /stuck before enriched/,
    ],
    [
      "fails",
      { enriched: never, failed: async () => "enrich/retries_exhausted" },
      ["raw there", "enriched missing", "archived missing", "failed there"],
      false,
      /its bytes are kept/,
    ],
    [
      "waits to be written as failed",
      { enriched: never, failures: async () => ({ waiting: 3, dead: 0 }) },
      ["raw there", "enriched missing", "archived missing", "failed pending"],
      false,
      /stuck before enriched/,
    ],
    [
      "has no prediction",
      { predicted: never },
      ["raw there", "enriched there", "predicted missing", "archived there", "failed missing"],
      false,
      /stuck before predicted/,
    ],
    [
      "waits for an archive that complains",
      { archived: never, complaint: async () => "no such bucket" },
      ["raw there", "enriched there", "predicted there", "archived pending"],
      false,
      /whether it comes to the archive, ask again/,
    ],
    [
      "waits for a delivery stream that was never made",
      {
        archived: never,
        delivery: async () => ({ status: "CREATING_FAILED", failure: "KMS_ACCESS_DENIED" }),
      },
      ["raw there", "enriched there", "predicted there", "archived missing"],
      false,
      /stuck before archived/,
    ],
    [
      "waits for a delivery stream that is not there",
      {
        archived: never,
        delivery: async () => {
          throw Object.assign(new Error("no such stream"), { name: "ResourceNotFoundException" });
        },
      },
      ["raw there", "enriched there", "predicted there", "archived missing"],
      false,
      /stuck before archived/,
    ],
    [
      "waits for a delivery stream that cannot write",
      {
        archived: never,
        delivery: async () => ({ status: "ACTIVE", error: "S3.AccessDenied: Access was denied." }),
      },
      ["raw there", "enriched there", "predicted there", "archived missing"],
      false,
      /stuck before archived/,
    ],
    [
      "waits for a delivery stream that one may not look at",
      { archived: never, delivery: denied },
      ["raw there", "enriched there", "predicted there", "archived pending"],
      true,
      /works/,
    ],
    [
      "goes all the way, while failed events of others could not be written",
      { failures: async () => ({ waiting: 0, dead: 2 }) },
      ["raw there", "enriched there", "predicted there", "archived there", "letters there"],
      true,
      /works/,
    ],
    [
      "is looked for again where that is throttled, and then missed",
      { predicted: throttled },
      ["raw there", "enriched there", "predicted missing", "archived there", "failed missing"],
      false,
      /stuck before predicted/,
    ],
    [
      "may not be looked for",
      { predicted: denied, failed: denied },
      ["raw there", "enriched there", "predicted unknown", "archived there", "failed unknown"],
      false,
      /stuck before predicted/,
    ],
  ])("%s", async (_what, override, expected, well, verdict) => {
    const findings = await examineStack(stack(override), 60_000);
    expect(states(findings)).toEqual(expected);
    expect(isWell(findings)).toBe(well);
    expect(reportLines(findings, place).at(-1)).toMatch(verdict);
  });

  test("is waited for within the time and no longer", async () => {
    const ports = stack({ enriched: never });
    await examineStack(ports, 60_000);
    expect(ports.now()).toBeLessThanOrEqual(60_000);
    expect(ports.now()).toBeGreaterThan(40_000);
  });

  test("says what the function says that should have brought it on, whichever that is", async () => {
    const said = async (scoringInline: boolean, override: Partial<DoctorPorts>) =>
      reportLines(await examineStack(stack(override), 60_000), { ...place, scoringInline }).join("\n");
    const complaint = async () => "the model is out of reach (ECONNREFUSED)";
    const says = /predicted +no +clickstream-dev-(\w+) says: the model is out of reach \(ECONNREFUSED\)$/m;
    const missing = { predicted: never, complaint };
    expect(says.exec(await said(false, missing))?.[1]).toBe("predict");
    expect(says.exec(await said(true, missing))?.[1]).toBe("enrich");
    const hidden = { enriched: never, complaint: denied };
    expect(await said(false, hidden)).toMatch(
      /its log could not be read \(AccessDeniedException: not authorized\)/,
    );
    expect(await said(false, { failures: async () => ({ waiting: 0, dead: 2 }) })).toMatch(
      /letters +yes +2 messages .* \/aws\/lambda\/clickstream-dev-failed/,
    );
  });

  test("names what to look at where it is stuck, and what a service refused", async () => {
    const lines = async (override: Partial<DoctorPorts>) =>
      reportLines(await examineStack(stack(override), 60_000), place).join("\n");
    expect(await lines({ enriched: never })).toMatch(/enriched +no +.*\/aws\/lambda\/clickstream-dev-enrich/);
    expect(await lines({ predicted: denied })).toMatch(
      /predicted +\? +AccessDeniedException: not authorized$/m,
    );
    expect(await lines({ archived: never })).toMatch(/archived +not yet +Firehose closes a file after 60 s/);
    const deliveries: [Partial<Awaited<ReturnType<DoctorPorts["delivery"]>>>, RegExp][] = [
      [
        { status: "CREATING_FAILED", failure: "KMS_ACCESS_DENIED" },
        /archived +no +.* is CREATING_FAILED: KMS_ACCESS_DENIED$/m,
      ],
      [
        { error: "S3.AccessDenied: Access was denied." },
        /archived +no +Firehose says: S3.AccessDenied: Access/,
      ],
    ];
    for (const [state, said] of deliveries)
      expect(
        await lines({ archived: never, delivery: async () => ({ status: "ACTIVE", ...state }) }),
      ).toMatch(said);
  });
});
