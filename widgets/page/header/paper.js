// On paper: one sheet across, in light, with both sides on it, whatever window it is printed from.
export const SHEET = { width: 1400, height: 900 }; // pixels that a sheet is laid out for
const ACROSS = 960; // of the 980 pixels that the smaller of A4 and Letter has between margins of 10 mm

export class Paper {
  /** @type {Bus} */ bus;
  /** @type {() => void} */ fit;

  // fit: sets the page's parts, as for a window of SHEET's size while `bus.sheet` is there.
  constructor(bus, fit) {
    const heard = { beforeprint: () => this.begin(), afterprint: () => this.end() };
    Object.assign(this, { bus, fit });
    for (const [name, act] of Object.entries(heard)) addEventListener(name, act);
    this.teardown = () => { for (const [name, act] of Object.entries(heard)) removeEventListener(name, act); };
  }

  begin() {
    const { bus } = this;
    if (bus.sheet) return;
    this.theme = bus.theme;
    bus.sheet = { ...SHEET, zoom: ACROSS / SHEET.width };
    this.paint("light");
  }

  end() {
    if (!this.bus.sheet) return;
    this.bus.sheet = null;
    this.paint(this.theme);
  }

  // All at once: the browser does not wait for the next frame.
  paint(theme) {
    const { bus } = this;
    bus.theme = theme;
    bus.emit("theme");
    this.fit();
    for (const name of ["painted-size", "frame"]) bus.emit(name);
    bus.dirty = true;
  }
}
