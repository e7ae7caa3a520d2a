// The measures of all networks, and those of one of them before and after it was rescaled.
import { canvas, cueColour, fit, marker } from "../common/draw.js";
import { el } from "../common/elements.js";
import { short, told, whole, withError } from "../common/numbers.js";

const SAME = 1e-9; // of a number: less is rounding

// A value with its error, that in a paler ink; what is missing has a word.
export function number(found) {
  if (!found) return el("span", { class: "wv-mute", "aria-label": "not yet" }, "…");
  if (found.value === null) return el("span", { class: "wv-mute", title: found.note || "no number here" }, "none");
  const [value, error] = withError(found.value, found.error).split(" ± ");
  return el("span", { title: found.note || null }, value, error ? el("small", {}, ` ± ${error}`) : "");
}

// The sign of a network: its method's marker, hollow for a second network of the same method.
export function sign(look, { method, hollow }) {
  const holder = el("span", { class: "wv-glyph", "aria-hidden": "true" }), context = fit(canvas(holder), 18, 16), tint = cueColour(look.bus, method);
  marker(context, method.cue.marker, 9, 8, 5.5, tint);
  if (hollow) marker(context, method.cue.marker, 9, 8, 3.2, look.colour.card);
  return holder;
}

/** @type {[string, (read: any) => string][]} */
const PLAIN = [
  ["training loss", (read) => told(read.train_loss)], ["test loss", (read) => told(read.test_loss)],
  ["test accuracy, %", (read) => (100 * read.accuracy).toFixed(1)], ["gradient evaluations", (read) => whole(read.clock)],
  ["digits looked at", (read) => whole(read.digits)],
];

// rows: of the table of measures; runs: with `method`, a name and a cue; picked(k), dropped(k): a hand chooses a network, or takes it away.
export function measures(look, { rows, runs, chosen, target, longest }, picked, dropped) {
  const head = runs.map((run, k) => el("th", { scope: "col" },
    el("label", {}, el("input", { type: "radio", name: `flat-${look.bus.key}`, "data-testid": `chosen-${k}`, checked: k === chosen, onchange: () => picked(k) }), sign(look, run), el("b", {}, run.name)),
    el("span", { class: "wv-flat-batch" }, `batch ${run.batch}`,
      runs.length > 1 ? el("button", { "aria-label": `Without ${run.name}, batch ${run.batch}`, title: "Take it away", onclick: () => dropped(k) }, "×") : null)));
  const line = (name, ...cells) => el("tr", {}, el("th", { scope: "row" }, ...name), ...cells.map((cell) => el("td", {}, cell)));
  const measured = rows.map((row) => line(title(row), ...row.values.map((value, k) => (runs[k].done && !runs[k].here ? "–" : number(value)))));
  const plain = PLAIN.map(([name, read]) => line([name], ...runs.map(({ here, done }) => (here ? read(here) : done ? "–" : "…"))));
  const late = runs.filter(({ here, done }) => done && !here).map(({ name, batch }) => `${name}, batch ${batch}`);
  const note = late.length ? el("p", { class: "wv-note" }, `${late.join("; ")}: no training loss of ${short(target)} within ${whole(longest)} evaluations.`) : null;
  const table = el("table", { class: "wv-flat-table", "data-testid": "measures" }, el("thead", {}, el("tr", {}, el("td", {}), ...head)), el("tbody", {}, ...measured), el("tbody", {}, ...plain));
  return [el("div", { class: "wv-flat-wide", tabindex: 0, role: "region", "aria-label": "Measures of the networks" }, table), note].filter(Boolean);
}

const title = ({ name, radius }) => [name, radius ? el("small", {}, ` ${radius}`) : ""];

// The chosen network beside itself.
export function beside({ rows, chosen, run, same }) {
  const line = (name, before, after, factor) => el("tr", {}, el("th", { scope: "row" }, ...name), ...[before, after, factor].map((cell) => el("td", {}, cell)));
  const lines = rows.map((row) => line(title(row), plainly(row.values[chosen]), number(row.after), ratio(row.values[chosen], row.after)));
  const said = same ? line(["Largest change of a logit"], "", same[0] === 0 ? "none" : short(same[0]), same[0] <= SAME * same[1] ? equal() : "") : null;
  const head = ["before", "after", "factor"].map((word) => el("th", { scope: "col" }, word));
  return el("table", { class: "wv-flat-table wv-flat-beside", "data-testid": "beside", "aria-label": `${run.name} before and after` },
    el("thead", {}, el("tr", {}, el("td", {}), ...head)), el("tbody", {}, ...lines, ...(said ? [said] : [])));
}

// Without its error, which stands in the other table.
const plainly = (found) => (found?.value == null ? number(found) : withError(found.value, found.error).split(" ± ")[0]);

const equal = () => el("b", { class: "wv-ok", title: "the same, to rounding" }, "=");

function ratio(before, after) {
  if (!before || !after || before.value === null || after.value === null) return "";
  if (Math.abs(after.value - before.value) <= SAME * Math.abs(before.value)) return equal();
  return before.value === 0 ? "" : `× ${short(after.value / before.value)}`;
}
