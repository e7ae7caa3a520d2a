// Reads orders as JSON lines, walks each, with the argument "wide" in fours, and answers with the bits of all frames and losses: for the Python test beside it.
import { createInterface } from "node:readline";

import { Walker } from "../../../widgets/page/walker/walker.js";
import { fused } from "../../../widgets/page/walker/fused.js";
import { table } from "../../../widgets/page/walker/numbers.js";

const wide = process.argv.includes("wide");
if (wide && !fused()) throw new Error("this engine has no product and sum in one instruction");
for await (const line of createInterface({ input: process.stdin })) {
  const { about, order } = JSON.parse(line);
  const walker = new Walker(about, wide), began = process.cpuUsage(), { frames, lost } = walker.walk(order);
  const took = process.cpuUsage(began).user / 1000; // milliseconds of work
  const bits = (array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString("base64");
  let first = 0;
  const tables = order.segments.map(([steps, p]) => { first += steps; return bits(table(about.numbers, p, first - steps, steps, order.noise)); });
  console.log(JSON.stringify({ frames: bits(frames), lost: bits(lost), tables, took }));
}
