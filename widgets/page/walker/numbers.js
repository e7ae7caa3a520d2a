// The numbers that a step wants, from the trees that Python writes (toy_kernels/threads/browser.py), in float64 as there.

const FUNCTIONS = {
  "+": (a, b) => a + b, "*": (a, b) => a * b, "/": (a, b) => a / b,
  "-": (a, b) => (b === undefined ? -a : a - b),
  "**": (a, b) => (b === 0.5 ? Math.sqrt(a) : a ** b),
  exp: Math.exp, log: Math.log, sqrt: Math.sqrt, sin: Math.sin, cos: Math.cos, tan: Math.tan, tanh: Math.tanh, abs: Math.abs,
  maximum: Math.max, minimum: Math.min,
};

export function value(tree, parameters, t, tilt) {
  if (typeof tree === "number") return tree;
  const [name, ...rest] = tree;
  if (name === "p") return parameters[rest[0]];
  if (name === "t") return t;
  if (name === "tilt") return tilt;
  return FUNCTIONS[name](...rest.map((part) => value(part, parameters, t, tilt)));
}

const moves = (tree) => Array.isArray(tree) && (tree[0] === "t" || (tree[0] !== "p" && tree.slice(1).some(moves)));

// One row of float32 numbers for each step from `first` on. What does not depend on the step is computed once.
export function table(trees, parameters, first, steps, tilt) {
  const rows = new Float32Array(steps * trees.length);
  trees.forEach((tree, column) => {
    const moving = moves(tree), still = moving ? 0 : value(tree, parameters, first, tilt);
    for (let k = 0; k < steps; k++) rows[k * trees.length + column] = moving ? value(tree, parameters, first + k, tilt) : still;
  });
  return rows;
}
