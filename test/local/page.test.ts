import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Browser, Locator, Page } from "playwright-core";
import { accountingFigure, failuresFigure, pageFigures } from "../../scripts/local/page/client/figures.ts";
import { shownValue } from "../../scripts/local/page/client/shown-value.ts";
import { type LocalRun, startLocal } from "../../scripts/local/run/index.ts";
import { defaults } from "../../scripts/local/run/options.ts";
import type { RunReport } from "../../scripts/local/run/report.ts";
import type { QueryResult } from "../../scripts/local/runtime/athena/types.ts";
import { chromiumPath, openBrowser } from "./browser.ts";

/** Pictures of every part, for whoever wants to see them. */
const pictures = join(import.meta.dirname, "../output/page");
const schemes = ["light", "dark"] as const;
const allFigures = [...pageFigures, failuresFigure, accountingFigure];
const MINUTES = 60_000;

/** The page of a run with two days behind it, driven as a person would drive it. */
const withChromium = chromiumPath === undefined ? describe.skip : describe;

withChromium(`the page in Chromium (skipped where the PATH has none: apt-get install chromium)`, () => {
  let run: LocalRun;
  let report: RunReport;
  let browser: Browser;
  const data = mkdtempSync(join(tmpdir(), "page-"));
  const problems: string[] = [];

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    const options = { ...defaults, source: "stream" as const, history: 2, events: 400, badRatio: 0.02 };
    run = await startLocal({ ...options, port: 0, awsPort: 0, data, untilDrained: true }, () => {});
    await run.drained();
    report = await run.report();
    browser = await openBrowser();
  }, 10 * MINUTES);

  afterAll(async () => {
    await browser?.close();
    await run?.stop();
    rmSync(data, { recursive: true, force: true });
  });

  async function opened(colorScheme: (typeof schemes)[number] = "light"): Promise<Page> {
    const page = await browser.newPage({ colorScheme, viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(2 * MINUTES);
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (said) => said.type() === "error" && problems.push(said.text()));
    await page.goto(run.page!.url);
    await page.locator(".stage.read b").waitFor();
    return page;
  }

  /** The card once it has its rows. */
  async function loaded(page: Page, id: string): Promise<Locator> {
    const card = page.locator(`#${id}`);
    await card.scrollIntoViewIfNeeded();
    await page.locator(`#${id}[data-loaded]`).waitFor();
    return card;
  }

  /** The run is over, so that a query has the same rows as long as it is asked. */
  const answers = new Map<string, Promise<QueryResult>>();
  function answerOf(query: string): Promise<QueryResult> {
    const known = answers.get(query) ?? run.runtime.queries.run(query);
    answers.set(query, known);
    return known;
  }

  /** How many colours a picture has: an empty one has a single one. */
  const coloursOf = (card: Locator): Promise<number> =>
    card
      .locator("canvas")
      .first()
      .evaluate((canvas) => {
        const { width, height, getContext } = canvas as unknown as {
          width: number;
          height: number;
          getContext(kind: "2d"): { getImageData(...box: number[]): { data: Uint8ClampedArray } };
        };
        const { data } = getContext.call(canvas, "2d").getImageData(0, 0, width, height);
        const colours = new Set<number>();
        for (let at = 0; at < data.length; at += 4)
          if (data[at + 3]! > 0) colours.add((data[at]! << 16) | (data[at + 1]! << 8) | data[at + 2]!);
        return colours.size;
      });

  test("counts what the report counts, and the accounting closes", async () => {
    expect(report.broken).toEqual([]);
    const page = await opened();
    const counted = async (stage: string) =>
      Number((await page.locator(`.stage.${stage} b`).textContent())!.replaceAll(",", ""));
    const { read, raw, enriched, predicted } = report.events;
    expect(await Promise.all(["read", "raw", "enriched", "predicted"].map(counted))).toEqual([
      read,
      raw,
      enriched,
      predicted,
    ]);
    expect(await counted("failed")).toBe(raw - enriched);
    await page.close();
  });

  test.each(schemes)(
    "draws every figure in the %s, and its rows are those of its named query",
    async (scheme) => {
      const page = await opened(scheme);
      for (const { id, query, chart } of allFigures) {
        const card = await loaded(page, id);
        const { columns, rows } = await answerOf(query);
        expect({ id, rows: rows.length > 0 }).toEqual({ id, rows: true });
        const cells = await card
          .locator("table")
          .first()
          .evaluate((table) =>
            [
              ...(table as unknown as { rows: Iterable<{ cells: Iterable<{ textContent: string }> }> }).rows,
            ].map((row) => [...row.cells].map((cell) => cell.textContent)),
          );
        const head = columns.map(({ name }) => name.replaceAll("_", " "));
        expect({ id, cells }).toEqual({
          id,
          cells: [head, ...rows.slice(0, 200).map((row) => row.map(shownValue))],
        });
        if (chart) expect(await coloursOf(card)).toBeGreaterThan(8);
        await card.screenshot({ path: join(pictures, `${scheme}-${id}.png`) });
      }
      for (const id of ["flow", "throughput", "latency", "active", "hops", "accounting"])
        await page.locator(`#${id}`).screenshot({ path: join(pictures, `${scheme}-${id}.png`) });
      expect(await coloursOf(page.locator("#throughput"))).toBeGreaterThan(8);
      await page.close();
    },
    10 * MINUTES,
  );

  /** What stands beyond the right edge of the window, unless a region of its own scrolls. */
  const BEYOND = `[...document.querySelectorAll("body *")]
    .filter((each) => !each.parentElement.closest(".scroll, pre"))
    .filter((each) => each.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5)
    .map((each) => each.tagName + "." + each.className)`;
  /** Charts that draw something in the outermost columns of their canvas: a text that goes on beyond it. */
  const CUT = `[...document.querySelectorAll("canvas")].flatMap((canvas) => {
    const { width, height } = canvas;
    const at = (column) => canvas.getContext("2d").getImageData(column, 0, 1, height).data;
    const isDrawn = [0, width - 1].some((column) => at(column).some((value, byte) => byte % 4 === 3 && value > 0));
    return isDrawn ? [canvas.closest(".card").id] : [];
  })`;
  /** Tables of figures with columns beyond their edge: rows that differ in those alone look like the same row twice. */
  const HIDDEN_COLUMNS = `[...document.querySelectorAll(".card > .scroll")]
    .filter((each) => each.scrollWidth > each.clientWidth)
    .map((each) => each.closest(".card").id)`;

  test(
    "scrolls sideways in no view and cuts no chart off, on a screen, a tablet and a telephone",
    async () => {
      const page = await opened();
      for (const { id } of allFigures) await loaded(page, id);
      const predictions = await loaded(page, "predictions");
      await predictions.getByRole("button", { name: "features" }).first().click();
      const failed = await loaded(page, "failed");
      await failed.locator("tbody tr").first().getByRole("button").first().click();
      const events = await loaded(page, "events");
      await events.getByRole("button", { name: "all of it" }).first().click();
      await events.locator("tbody tr").first().getByRole("button").first().click();
      await page.locator("#person .path ol li").first().waitFor();
      for (const width of [1440, 768, 390]) {
        await page.setViewportSize({ width, height: 900 });
        await page.screenshot({ path: join(pictures, `${width}.png`), fullPage: true });
        if (width === 1440) expect(await page.evaluate(HIDDEN_COLUMNS)).toEqual([]);
        expect({ width, beyond: await page.evaluate(BEYOND) }).toEqual({ width, beyond: [] });
        expect(await page.evaluate("document.scrollingElement.scrollWidth")).toBe(width);
        expect({ width, cut: await page.evaluate(CUT) }).toEqual({ width, cut: [] });
      }
      await page.close();
    },
    5 * MINUTES,
  );

  test("shows one source of events, which its address keeps, beside the command that gives the same", async () => {
    const { rows: sources } = await run.runtime.queries.run(
      "select source, count(*) from events_unique group by source order by 2, 1",
    );
    const source = String(sources[0]![0]);
    const page = await opened();
    const card = await loaded(page, "funnel");
    await page.getByRole("combobox", { name: "Source" }).selectOption(source);
    await card.getByText(`npm run query -- funnel --source ${source}`).waitFor();
    await loaded(page, "funnel");
    const found = await run.runtime.queries.run("funnel", { values: { source } });
    const cells = card.locator("tbody td");
    expect(await cells.allTextContents()).toEqual(found.rows.flat().map(shownValue));
    await page.reload();
    await card.getByText(`--source ${source}`).waitFor();
    expect(await page.getByRole("combobox", { name: "Source" }).inputValue()).toBe(source);
    expect(await page.locator("#days").textContent()).not.toContain("--source");
    await page.close();
  });

  test("finds events by their attributes, and shows what one person did", async () => {
    const page = await opened();
    const events = await loaded(page, "events");
    await page
      .getByLabel("Words, or attribute:value")
      .first()
      .fill("event_name:product_view device_category:mobile");
    await events.locator(".badge", { hasNotText: "product_view" }).first().waitFor({ state: "detached" });
    const person = events.locator("tbody tr").first().getByRole("button").first();
    const id = await person.textContent();
    await person.click();
    const steps = page.locator("#person .path ol li");
    await steps.first().waitFor();
    const stored = await run.runtime.queries.run(
      `select count(*) from events_by_person where visitor = '${id}' or anonymous_id = '${id}' or user_id = '${id}'`,
    );
    expect(await steps.count()).toBe(Math.min(300, Number(stored.rows[0]![0])));
    await page.locator("#person").screenshot({ path: join(pictures, "person.png") });
    await events.screenshot({ path: join(pictures, "events.png") });
    await page.close();
  });

  test("shows predictions with the features that they were made of", async () => {
    const page = await opened();
    const predictions = await loaded(page, "predictions");
    await predictions.getByRole("button", { name: "features" }).first().click();
    expect(await predictions.locator("dt").count()).toBeGreaterThan(10);
    await predictions.screenshot({ path: join(pictures, "predictions.png") });
    await page.close();
  });

  test("can be used by the keyboard alone", async () => {
    const page = await opened();
    await page.keyboard.press("Tab");
    expect(await page.locator(":focus").textContent()).toBe("Skip to the figures");
    await page.keyboard.press("Enter");
    const summary = (await loaded(page, "funnel")).locator("summary");
    await summary.focus();
    await page.keyboard.press("Enter");
    expect(await page.locator("#funnel table").isVisible()).toBe(true);
    const unnamed =
      "[...document.querySelectorAll('input, select, textarea')].filter((each) => each.labels.length === 0).length";
    expect(await page.evaluate(unnamed)).toBe(0);
    await page.close();
  });

  test("an hour of the page takes no more memory than its beginning", async () => {
    const page = await browser.newPage();
    // Sixty times as fast: what it asks for every second comes every 17 ms.
    await page.addInitScript("const real = setTimeout; setTimeout = (work, ms) => real(work, ms / 60)");
    await page.goto(run.page!.url);
    const heap = async (): Promise<number> => {
      await page.evaluate("gc()");
      return page.evaluate("performance.memory.usedJSHeapSize");
    };
    await page.locator("#throughput canvas").waitFor();
    await page.waitForTimeout(10_000);
    const before = await heap();
    await page.waitForTimeout(30_000);
    expect((await heap()) - before).toBeLessThan(6 * 1024 * 1024);
    await page.close();
  });

  test("previews a patch, asks before it replays, and puts the events back", async () => {
    const page = await opened();
    const failed = await loaded(page, "failed");
    await failed.getByRole("searchbox").fill("reason:schema_violation eventName");
    await failed
      .locator("tbody tr", { hasNotText: "schema_violation" })
      .first()
      .waitFor({ state: "detached" });
    await failed.getByRole("button", { name: "replay …" }).first().click();
    const replay = page.locator("#replay");
    await replay.getByLabel("Patch").fill('[{"op":"rename","from":"/eventName","to":"/event_name"}]');
    expect(await replay.getByRole("button", { name: "Replay …" }).isEnabled()).toBe(false);
    await replay.getByRole("button", { name: "Preview" }).click();
    await replay.getByText("would be put back").waitFor();
    expect(await replay.textContent()).toContain("eventName");
    await replay.screenshot({ path: join(pictures, "replay.png") });
    const before = run.ledger.failedAt("validate");
    await replay.getByRole("button", { name: "Replay …" }).click();
    const question = page.getByRole("dialog");
    await question.screenshot({ path: join(pictures, "replay-question.png") });
    await question.getByRole("button", { name: "Put them back" }).click();
    await replay.getByText("were put back.").waitFor();
    const put = Number(/(\d+) failed events were put back/.exec((await replay.textContent())!)![1]);
    expect(put).toBeGreaterThan(0);
    await run.drained();
    expect(before - run.ledger.failedAt("validate")).toBe(put);
    expect((await run.report()).broken).toEqual([]);
    await page.close();
  });

  test("asks for nothing that its policy refuses, and throws nowhere", () => {
    expect(problems).toEqual([]);
  });
});
