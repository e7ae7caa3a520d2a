// A thread of the page that walks: told once of the methods on a landscape, then asked for one method at a time.
import { ownPart, walked } from "./picture.js";
import { Walker } from "./walker.js";

const WARM = 2000; // steps that are walked before anybody asks: by then the engine has compiled for speed

let methods, basins;

globalThis.onmessage = ({ data }) => {
  if (data.methods) {
    ({ methods, basins } = data);
    for (const method of methods) warm(method);
    return;
  }
  try {
    globalThis.postMessage(found(methods.find(({ key }) => key === data.key), data.order));
  } catch (error) {
    globalThis.postMessage({ failed: String(error) });
  }
};

function warm(method) {
  const ones = Object.fromEntries(Object.values(method.names).map((name) => [name, 1]));
  method.ready = new Walker(method.walker);
  method.ready.walk({ seed: 0, start: Array(64).fill([0, 0]), segments: [[WARM, ones]], every: WARM });
}

// What the hand has not touched since was walked already.
function found(method, order) {
  const { history: { base, pins }, ...rest } = order, stamp = JSON.stringify([ownPart({ base, pins }, method.names), rest]);
  if (method.stamp !== stamp) Object.assign(method, { stamp, found: walked(method, { ...order, basins }) });
  return method.found;
}
