// Numbers as people type them and as the page writes them. Nothing here knows a slider or a page.

export const whole = (value) => Math.round(value).toLocaleString("en-US");
const minus = (text) => String(text).replaceAll("-", "−");

// Three significant digits, thousands apart.
export function short(value) {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1000) return minus(whole(value));
  if (size < 0.0001) {
    const [m, e] = value.toExponential(1).split("e");
    return minus(`${m.replace(".0", "")}e${Number(e)}`);
  }
  return minus(Number(value.toPrecision(3)).toString());
}

// Two places after the point, or as many as leave two significant digits: nothing but what is not `known` rounds to nothing.
export function told(value, known = 0) {
  const size = Math.abs(value);
  if (size <= known) return "0.00";
  if (size >= 100) return short(value);
  const places = size >= 0.0995 ? 2 : 1 - Math.floor(Math.log10(size));
  return places > 5 ? short(value) : minus(value.toFixed(places));
}

// A value with its error: two digits of that, and the value as far, but no more than four digits of it. An error that four digits
// cannot show is left out.
export function withError(value, error) {
  const top = Math.max(tens(value, 4), tens(error, 2));
  if (top === -Infinity) return "0";
  const power = top < -4 || top > 6 ? top : 0, last = Math.max(tens(error, 2) - 1, top - 3) - power;
  const text = (number) => {
    const scaled = number / 10 ** power, digits = last > 0 ? whole(Math.round(scaled / 10 ** last) * 10 ** last) : scaled.toFixed(-last);
    return minus(`${Number(scaled.toFixed(Math.max(-last, 0))) === 0 ? digits.replace("-", "") : digits}${power ? `e${power}` : ""}`);
  };
  return error < 10 ** (last + power) / 2 ? text(value) : `${text(value)} ± ${text(error)}`;
}
// The power of ten of the first of some digits.
const tens = (value, digits) => (value ? Number(value.toExponential(digits - 1).split("e")[1]) : -Infinity);

export const rough = (value) => (value >= 10 ? whole(value) : short(Number(value.toPrecision(2))));

export const exactly = (value) => minus(String(value));

// What fits a number box: the number itself where that is short, else as near as eight characters come.
export function boxed(value, counts = false) {
  const exact = exactly(value);
  if (counts) return exact;
  const text = told(value);
  if (readNumber(text).value === value) return text;
  return exact.length <= 8 ? exact : exactly(Number(value.toPrecision(4)));
}

const MINUS = /[−–‐‑﹣－]/g, GAP = "[\\s'’]", SIGN = "[+-]?";
const FRACTION = new RegExp(`^(${SIGN})\\s*(?:(\\d+)\\s+)?(\\d+)\\s*/\\s*(\\d+)$`);
const DECIMAL = new RegExp(`^(${SIGN})\\s*((?:\\d|[.,]|${GAP})+?)(?:\\s*(?:e|[×·*]\\s*10\\s*\\^)\\s*(${SIGN}\\d+))?$`, "i");

// What was typed, as {value}; or as {refused}, with the word for why. `counts`: only whole numbers are meant.
export function readNumber(text, counts = false) {
  const plain = text.trim().replace(MINUS, "-").replace(/[¼-¾⅐-⅞↉]/g, (c) => ` ${c.normalize("NFKD").replace("⁄", "/")}`).trim();
  if (plain === "") return { refused: "empty" };
  const refused = { refused: `“${text.trim().slice(0, 12)}” is no number` };
  const part = plain.match(FRACTION), number = plain.match(DECIMAL);
  if (part) {
    const [sign, whole, over, under] = [part[1], Number(part[2] ?? 0), Number(part[3]), Number(part[4])];
    return under === 0 ? refused : { value: (sign === "-" ? -1 : 1) * (whole + over / under) };
  }
  const digits = number && withPoint(number[2], counts);
  return digits === null ? refused : { value: Number(`${number[1]}${digits}e${number[3] ?? 0}`) };
}

// Digits with marks between them as digits with at most a point; null if they say no number. A single comma is a decimal point,
// except where whole numbers are meant and three digits follow it.
function withPoint(body, counts) {
  const points = body.split(".").length - 1, commas = body.split(",").length - 1;
  let decimal = null;
  if (points && commas) decimal = body.lastIndexOf(",") > body.lastIndexOf(".") ? "," : ".";
  else if (points === 1) decimal = ".";
  else if (commas === 1 && !(counts && /^\d{1,3},\d{3}$/.test(body))) decimal = ",";
  const [units, rest = "", ...more] = decimal ? body.split(decimal) : [body];
  if (more.length || !/^\d*$/.test(rest) || !(units + rest)) return null;
  const grouped = units.match(/^\d{1,3}([^\d])\d{3}(?:\1\d{3})*$/);
  if (units !== "" && !/^\d+$/.test(units) && !grouped) return null;
  return `${units.replace(/\D/g, "") || "0"}.${rest || "0"}`;
}
