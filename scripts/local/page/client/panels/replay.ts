import type { Preview } from "../../../../replay/preview.ts";
import type { SummaryJson } from "../../../../replay/summary.ts";
import { card } from "../card.ts";
import { newElement } from "../element.ts";
import { wholeNumber } from "../numbers.ts";
import { requested } from "../requests.ts";
import { tableElement } from "../table.ts";

const EXAMPLE = '[{"op":"rename","from":"/eventName","to":"/event_name"}]';

/** Puts failed events back: first what would be done and what a patch changes, then, once it is confirmed, the same. */
export function replayPanel(): { panel: HTMLElement; choose(stage: string, reason: string): void } {
  const stage = newElement("input", { type: "text", id: "replay-stage", placeholder: "every stage" });
  const reason = newElement("input", { type: "text", id: "replay-reason", placeholder: "every reason" });
  const patch = newElement("textarea", { id: "replay-patch", placeholder: EXAMPLE, spellcheck: "false" });
  const all = newElement("input", { type: "checkbox", id: "replay-all" });
  const preview = newElement("button", { type: "submit" }, "Preview");
  const apply = newElement("button", { type: "button", class: "main", disabled: true }, "Replay …");
  const result = newElement("div", { role: "status" });
  const form = newElement(
    "form",
    {},
    newElement("label", {}, "Stage", stage),
    newElement("label", {}, "Reason", reason),
    newElement("label", { class: "whole" }, "Patch: a JSON list of operations, or nothing", patch),
    newElement("label", { class: "inline" }, all, "also what would fail again unchanged"),
    preview,
    apply,
  );
  const question = confirmation();
  const panel = card(
    {
      id: "replay",
      title: "Replay",
      note: "The same as npm run replay: nothing is put back before it is confirmed",
      size: "wide",
    },
    form,
    result,
    question.dialog,
  );

  const ask = async (applies: boolean) => {
    for (const button of [preview, apply]) button.disabled = true;
    result.replaceChildren(
      newElement("p", { class: "note" }, applies ? "Putting them back …" : "Counting …"),
    );
    try {
      const summary = await requested<SummaryJson>("replay.json", {
        stage: stage.value.trim(),
        reason: reason.value.trim(),
        patch: patch.value.trim(),
        all: all.checked,
        apply: applies,
      });
      result.replaceChildren(...summaryOf(summary));
      apply.disabled = applies || summary.ready === 0;
      question.say(
        `${wholeNumber(summary.ready)} failed events are put back on their streams, changed as the preview shows.`,
      );
    } catch (error) {
      result.replaceChildren(newElement("p", { class: "problem" }, (error as Error).message));
    } finally {
      preview.disabled = false;
    }
  };
  form.addEventListener("submit", (submitted) => {
    submitted.preventDefault();
    void ask(false);
  });
  // What was previewed is not what would be done any more.
  form.addEventListener("input", () => {
    apply.disabled = true;
  });
  apply.addEventListener("click", () => question.open(() => void ask(true)));
  return {
    panel,
    choose(chosenStage, chosenReason) {
      stage.value = chosenStage;
      reason.value = chosenReason;
      apply.disabled = true;
      panel.scrollIntoView({ block: "start" });
      patch.focus({ preventScroll: true });
    },
  };
}

function confirmation() {
  const text = newElement("p", { id: "replay-question" });
  const no = newElement("button", { type: "button" }, "Leave it");
  const yes = newElement("button", { type: "button", class: "main" }, "Put them back");
  const dialog = newElement("dialog", {
    "aria-labelledby": "replay-confirm",
    "aria-describedby": "replay-question",
  });
  dialog.append(newElement("h3", { id: "replay-confirm" }, "Replay?"), text, no, " ", yes);
  let act = () => {};
  no.addEventListener("click", () => dialog.close());
  yes.addEventListener("click", () => {
    dialog.close();
    act();
  });
  return {
    dialog,
    say: (sentence: string) => {
      text.textContent = sentence;
    },
    open(then: () => void) {
      act = then;
      dialog.showModal();
    },
  };
}

function summaryOf(summary: SummaryJson): Node[] {
  const { applied, ready, skipped, put = 0, left = 0, groups, changes, complaints } = summary;
  const sentence = applied
    ? `${wholeNumber(put)} failed events were put back${left > 0 ? `, ${wholeNumber(left)} could not be` : ""}.`
    : `${wholeNumber(ready)} failed events would be put back, ${wholeNumber(skipped)} would not.`;
  return [
    newElement("p", {}, newElement("strong", {}, sentence)),
    tableElement(
      "What is selected",
      [
        { name: "stage" },
        { name: "reason" },
        { name: "day" },
        { name: "events", number: true },
        { name: "what happens" },
      ],
      groups.map(({ stage, reason, day, events, what }) => [stage, reason, day, wholeNumber(events), what]),
    ),
    ...complaints.map(({ complaint, events }) =>
      newElement("p", { class: "problem" }, `still invalid, ${wholeNumber(events)} times: ${complaint}`),
    ),
    ...changes.map(changeOf),
  ];
}

/** The attributes that the patch changes, before and after. */
function changeOf({ title, before, after }: Preview): HTMLElement {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const shown = (event: Preview["before"], name: string) =>
    Object.hasOwn(event, name) ? JSON.stringify(event[name]) : "(absent)";
  return tableElement(
    `Changed: ${title}`,
    ["attribute", "before", "after"].map((name) => ({ name })),
    names
      .filter((name) => shown(before, name) !== shown(after, name))
      .map((name) => [name, shown(before, name), shown(after, name)]),
  );
}
