// Reads orders as JSON lines, makes the picture of each, and answers with its bytes: for the Python test beside it.
import { createInterface } from "node:readline";

import { walked } from "../../../../widgets/page/walker/picture.js";

const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const text = (array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString("base64");

for await (const line of createInterface({ input: process.stdin })) {
  const { method, order } = JSON.parse(line), basins = new Int16Array(bytes(order.basins).buffer), began = performance.now();
  const { frames, tally, away, said } = walked(method, { ...order, basins });
  console.log(JSON.stringify({ frames: text(frames), tally: text(tally), away, said, took: performance.now() - began }));
}
