// Every word that a lesson's guess says, by language and by name. A language more is a table more: what it lacks is said in English.
const TABLES = {
  en: {
    "ask": "First your guess",
    "met": "Your guess, and what happens",
    "lock": "Lock in my guess",
    "locked": "Locked in: {guess}. {next}",
    "yours": "your guess",
    "guess": "Your guess",
    "hides": "Hides: ",
    "waits": "your guess first",
    "share.tail": " — share that has crossed",
    "share.first": "Play opens then. The guess stays on the chart.",
    "share.next": "Now play.",
    "share.axis": "± is one standard error, the band two. Axis: gradient evaluations. ",
    "share.hides": "other seeds.",
    "share.law": "exact law",
    "share.alone": "{share} have crossed after {clock} gradient evaluations",
    "share.flag": "Not yet in equilibrium. ",
    "share.warning": "{share} have crossed; at rest it is {rest}. The run is {length} long, the mean wait {wait}.",
    "share.numbers": "Crossed: {share}; at rest {rest}. Mean wait at T = {temperature}: exact {exact}, Kramers {kramers}, whole run {run}.",
    "share.crossings": "{mean} ± {error} ({count} crossings)",
    "share.moved": "sliders were moved: no one number",
    "minima.tail": " — height of each minimum, against {symbol}",
    "minima.first": "The slider {symbol} opens then. The guess stays on the chart.",
    "minima.next": "Now move {symbol}, from end to end.",
    "minima.axis": "Marks: minima of the surface on the map, where {symbol} has been. Lines: each minimum followed on the exact slopes. ",
    "minima.hides": "where they lie, and the wall between them.",
    "minima.alone": "Heights of the minima against {symbol}; {symbol} is {value}",
    "minima.now": "At {symbol} = {value}: {heights}.",
    "minima.left": "{count} of {all} have left the valley of the start after {clock} gradient evaluations.",
    "minima.height": "{label} {height}",
    "minima.gone": "{label} no minimum",
    "minima.searching": "The exact values are being searched for.",
    "minima.none": "Searched from {low} to {high}: nothing appears, vanishes or swaps.",
    "minima.open": "Not found yet: move {symbol} further, both ways.",
    "minima.found": "You: between {below} and {above}. Exactly {value}: {words}.",
    "minima.off": "You said {guess}; it is {value}.",
  },
};

const placed = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));

/** @type {(key: string, values?: Record<string, string | number>) => string} */
export function say(key, values = {}) {
  const own = TABLES[document.documentElement.lang.split("-")[0]] ?? TABLES.en;
  return placed(own[key] ?? TABLES.en[key], values);
}
