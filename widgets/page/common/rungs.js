// Round numbers for an axis.
const NICE = [1, 2, 5];
const range = (from, to) => Array.from({ length: Math.max(to - from + 1, 0) }, (_, i) => from + i);

// Round values between two numbers, straight or by the logarithm; few enough to be written, where `most` says how many that is.
export function rungs(low, high, log, most = 5) {
  if (log) {
    const found = [NICE, [1, 3], [1]].map((parts) => range(Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))).flatMap((n) => parts.map((m) => Number((m * 10 ** n).toPrecision(12)))).filter((v) => v >= low && v <= high));
    return found.find((some) => some.length <= most + 2) ?? found.at(-1);
  }
  const power = 10 ** Math.floor(Math.log10((high - low) / 3)), step = [...NICE, 10].map((m) => m * power).find((s) => (high - low) / s <= most - 1) ?? 10 * power;
  return range(Math.ceil(low / step - 1e-9), Math.floor(high / step + 1e-9)).map((n) => Number((n * step).toPrecision(12)));
}
