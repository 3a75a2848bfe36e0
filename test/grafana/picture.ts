import type { Dashboard, Panel, RowPanel } from "@grafana/grafana-foundation-sdk/dashboard";
import { type Bar, barsOption, daysOption, linesOption, pieOption, type Size, svgOf } from "./chart.ts";
import type { Frame } from "./frame.ts";
import { transformed } from "./transformations.ts";
import { withUnit } from "./units.ts";

const CELL = { width: 58, height: 34 };

/** A dashboard drawn from what its panels asked for, as a page: without a Grafana, but by the same JSON. */
export function pictureOf({ title, panels = [] }: Dashboard, frames: ReadonlyMap<number, Frame[]>): string {
  const pieces = panels.map((panel) => {
    const { x, y, w, h } = panel.gridPos!;
    const place = `left:${x * CELL.width}px;top:${y * CELL.height}px;width:${w * CELL.width - 8}px;height:${h * CELL.height - 8}px`;
    return isRow(panel)
      ? `<h2 style="${place}">${safe(panel.title)}</h2>`
      : `<section style="${place}"><h3>${safe(panel.title)}</h3>${panelPicture(panel, frames.get(panel.id!) ?? [])}</section>`;
  });
  const bottom = Math.max(...panels.map(({ gridPos }) => gridPos!.y + gridPos!.h));
  return `<!doctype html><meta charset="utf-8"><title>${safe(title)}</title><style>${STYLE}</style><h1>${safe(title)}</h1><main style="height:${bottom * CELL.height}px">${pieces.join("\n")}</main>\n`;
}

const STYLE =
  "body{font:12px sans-serif;background:#f4f5f5;margin:12px}main{position:relative}h2,section{position:absolute;margin:0;overflow:hidden}h2{font-size:14px}section{background:#fff;border:1px solid #ddd;box-sizing:border-box;padding:4px 8px}h3{margin:0 0 2px;font-size:12px}table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:1px 6px;border-bottom:1px solid #eee;white-space:nowrap}b{font-size:28px}";

const isRow = (panel: Panel | RowPanel): panel is RowPanel => panel.type === "row";

const safe = (text: unknown): string =>
  String(text ?? "").replace(/[&<>]/g, (found) => `&#${found.charCodeAt(0)};`);

function panelPicture(panel: Panel, frames: readonly Frame[]): string {
  const { w, h } = panel.gridPos!;
  const size: Size = { width: w * CELL.width - 26, height: h * CELL.height - 34 };
  const unit = panel.fieldConfig?.defaults.unit;
  const isByRow = panel.options?.reduceOptions?.values === true;
  switch (panel.type) {
    case "timeseries":
      return svgOf(linesOption(frames, panel), size);
    case "stat":
      return reduced(frames, isByRow)
        .map(({ name, value }) => `<p>${safe(name)}<br><b>${withUnit(value, unit)}</b></p>`)
        .join("");
    case "bargauge":
      return svgOf(barsOption(reduced(frames, isByRow), unit), size);
    case "piechart":
      return svgOf(pieOption(reduced(frames, isByRow)), size);
    case "barchart":
      return svgOf(daysOption(tableOf(panel, frames), panel.options!.xField, unit), size);
    case "table":
      return tableHtml(tableOf(panel, frames), (column) => unitOf(panel, column) ?? unit);
    default:
      throw new Error(`No panel has been a ${panel.type} so far.`);
  }
}

const tableOf = ({ transformations }: Panel, [frame = []]: readonly Frame[]): Frame =>
  transformed(frame, transformations);

/** One value a series, its last; or one a row, which its text names, and where it has none the column of the value. */
function reduced(frames: readonly Frame[], isByRow: boolean): Bar[] {
  if (!isByRow)
    return frames.map((frame) => ({ name: frame[1]!.name, value: Number(frame[1]!.values.at(-1)) }));
  return frames.flatMap((frame) =>
    frame
      .filter(({ type }) => type === "number")
      .flatMap(({ name, values }) =>
        values.map((value, row) => {
          const texts = frame.flatMap((field) =>
            field.type === "string" ? [String(field.values[row] ?? "")] : [],
          );
          return { name: texts.filter((text) => text !== "").join(" ") || name, value: Number(value) };
        }),
      ),
  );
}

/** The unit that a column of its name has. */
function unitOf({ fieldConfig }: Panel, column: string): string | undefined {
  const meant = fieldConfig?.overrides.filter(
    ({ matcher }) =>
      matcher.id === "byRegexp" && new RegExp(String(matcher.options).slice(1, -1)).test(column),
  );
  return meant?.flatMap(({ properties }) => properties).find(({ id }) => id === "unit")?.value as
    | string
    | undefined;
}

function tableHtml(frame: Frame, unitOfColumn: (column: string) => string | undefined): string {
  const cells = frame.flatMap(({ type, values }) => (type === "number" ? values.map(Number) : []));
  const isMatrix = frame[0]?.name.includes("\\") === true;
  const most = Math.max(...cells);
  const rows = [...(frame[0]?.values.keys() ?? [])].map((row) =>
    frame.map(({ name, type, values }) => {
      const value = values[row];
      if (value === null || value === undefined) return "<td></td>";
      if (type !== "number")
        return `<td>${safe(type === "time" ? new Date(Number(value)).toISOString() : value)}</td>`;
      const share = isMatrix
        ? ` style="background:rgb(47 107 216 / ${Math.round((80 * Number(value)) / most)}%)"`
        : "";
      return `<td${share}>${withUnit(Number(value), unitOfColumn(name))}</td>`;
    }),
  );
  const head = frame.map(({ name }) => `<th>${safe(name)}</th>`).join("");
  return `<table><tr>${head}</tr>${rows.map((row) => `<tr>${row.join("")}</tr>`).join("")}</table>`;
}
