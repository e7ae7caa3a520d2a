// Whether this engine multiplies and adds four numbers at once and rounds once: then modules that take lanes in fours give Python's bits.
// An engine may lack the instruction (f32x4.relaxed_madd), or round twice; then lanes are walked one by one, slower and as exact.

// (x, y, z) => x y + z by that instruction.
const MODULE = [
  0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, // head
  0x01, 0x08, 0x01, 0x60, 0x03, 0x7d, 0x7d, 0x7d, 0x01, 0x7d, 0x03, 0x02, 0x01, 0x00, // a function of three numbers
  0x07, 0x05, 0x01, 0x01, 0x66, 0x00, 0x00, // its name: f
  0x0a, 0x16, 0x01, 0x14, 0x00, 0x20, 0x00, 0xfd, 0x13, 0x20, 0x01, 0xfd, 0x13, 0x20, 0x02, 0xfd, 0x13, // each spread over four
  0xfd, 0x85, 0x02, 0xfd, 0x1f, 0x00, 0x0b, // multiplied and added, the first of the four
];
let known;

export function fused() {
  if (known === undefined) {
    try {
      const { f } = /** @type {any} */ (new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(MODULE))).exports);
      known = f(1 + 2 ** -12, 1 + 2 ** -12, -(1 + 2 ** -11)) === 2 ** -24; // rounded twice it is 0
    } catch {
      known = false;
    }
  }
  return known;
}
