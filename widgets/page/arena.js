// The left side: the energy, the cut through it, and the surface that the selected method really descends, on one x axis.
const BUDGET = [12, 4.5]; // length units of trail: for a walker that stays put, and for a fast wanderer

export default { render({ model, el: host }) { return new Arena(model, host).teardown; } };

class Arena {
  constructor(model, host) {
    this.model = model;
    this.bus = busOf(model);
    this.node = root(host, this.bus, "arena");
    this.colour = colours(this.node);
    this.build();
    const bus = this.bus;
    const off = [bus.on("frame", () => this.live()), bus.on("theme", () => this.repaint()), bus.on("methods", () => this.live()), bus.on("hover", () => this.live()),
      bus.on("play", () => this.speak()), bus.on("status", () => this.state()), bus.on("ended", () => this.repaint()), bus.on("painted-size", () => this.repaint())];
    model.on("change:scene change:field", () => this.scene());
    model.on("change:run", () => this.run());
    const sizes = new ResizeObserver(() => this.repaint());
    sizes.observe(this.pictures);
    this.scene();
    if (model.get("run")?.seq !== undefined) this.run();
    this.teardown = () => { off.forEach((stop) => stop()); sizes.disconnect(); };
  }

  build() {
    const map = (name, label) => { const box = el("div", { class: `wv-map wv-map-${name}`, "data-testid": `map-${name}` }); return { box, base: canvas(box, { role: "img", "aria-label": label }), live: canvas(box, { "aria-hidden": "true" }) }; };
    this.energy = map("energy", "Map of the energy");
    this.surface = map("surface", "Map of the surface that the selected method descends");
    this.cut = { box: el("div", { class: "wv-cut" }) };
    this.cut.live = canvas(this.cut.box, { role: "img", "aria-label": "Cut through both maps" });
    this.ring = el("button", { class: "wv-start", "data-testid": "start", "aria-label": "Start point. Drag it, or use the arrow keys.", title: "Start: drag me" });
    this.energy.box.append(this.ring);
    this.tally = el("div", { class: "wv-tally", "data-testid": "tally" });
    this.surfaceTitle = el("h2", { class: "wv-surface-title", "data-testid": "surface-title" });
    this.cutNote = el("p", { class: "wv-note" });
    this.surfaceNote = el("p", { class: "wv-note" });
    this.bar = el("div", { class: "wv-bar" });
    this.banner = el("div", { class: "wv-banner", "data-testid": "banner", hidden: true });
    this.spoken = el("p", { class: "wv-spoken", "aria-live": "polite", "data-testid": "spoken" });
    const hides = (text) => el("p", { class: "wv-note" }, el("b", {}, "Hides: "), text);
    this.energyNote = hides("a network has thousands of axes, not two.");
    this.pictures = el("div", { class: "wv-pictures" },
      el("h2", { class: "wv-energy-title" }, "The energy ", el("i", {}, "f"), el("span", { class: "wv-tail" }, " — what every method is given")),
      this.energy.box, el("div", { class: "wv-margin wv-margin-energy" }, this.tally, this.energyNote),
      this.cut.box, el("div", { class: "wv-margin wv-margin-cut" }, this.cutNote),
      this.surfaceTitle, this.surface.box, el("div", { class: "wv-margin wv-margin-surface" }, this.bar, this.surfaceNote));
    this.node.append(this.banner, this.pictures, this.spoken);
    this.pointing();
  }

  // ---- what comes from Python -------------------------------------------------------------------------------------
  scene() {
    const scene = this.model.get("scene");
    if (!scene?.shape) return;
    this.sceneData = scene;
    this.field = heights(this.model.get("field"), scene.low, scene.top);
    const [[x0, x1], [y0, y1]] = scene.extent;
    this.ratio = (x1 - x0) / (y1 - y0);
    this.node.classList.toggle("wv-square", this.ratio <= 1.6);
    if (this.bus.hasNetwork) this.energyNote.lastChild.textContent = `a network has ${this.bus.weights ? whole(this.bus.weights) : "thousands of"} axes, not two.`;
    this.bus.scene = scene;
    this.bus.emit("scene");
    this.repaint();
    this.bus.drawn = true;
  }

  run() {
    // The traits of one message change together, but tell of it in any order: the scene must be known first.
    if (this.model.get("scene") !== this.sceneData) this.scene();
    const run = this.model.get("run"), scene = this.sceneData;
    if (!scene || run.seq === undefined) return;
    this.frames = numbers(this.model.get("frames"));
    this.counts = octets(this.model.get("tally"));
    this.surfaceData = this.model.get("surface");
    const view = this.model.get("surface_values");
    this.soft = view?.byteLength ? heights(view, scene.low, scene.top) : this.field;
    this.inner = this.model.get("inner");
    this.innerPoints = numbers(this.model.get("inner_points"));
    this.runData = run;
    this.bus.replicas = run.replicas;
    this.lengths = new Map();
    this.bus.take(run);
    this.bus.tallyAt = (key, frame) => this.counts[this.indexOf(key) * run.frames + frame] ?? 0;
    this.bus.frames = this.frames;
    this.bus.emit("run-drawn");
    this.paintSurface();
    this.state();
    this.bus.dirty = true;
  }

  methods() { return this.bus.palette.methods.filter((m) => this.bus.visible.has(m.key) && this.runData?.methods.some((r) => r.key === m.key)); }
  indexOf(key) { return this.runData.methods.findIndex((m) => m.key === key); }
  leadOf(key) { return this.bus.lead[key] ?? 0; }
  countOf(key) { const k = this.indexOf(key); return k < 0 ? null : this.counts[k * this.runData.frames + this.frameNumber()[0]]; }
  frameNumber() { const { every, frames } = this.runData; const f = Math.min(this.bus.clock / every, frames - 1); return [Math.floor(f), f - Math.floor(f)]; }
  at(k, t, r) { // a replica's place in a stored frame, in landscape units
    const { frames, replicas } = this.runData, p = 2 * ((k * frames + t) * replicas + r), [[a, b], [c, d]] = this.sceneData.domain;
    return [a + (this.frames[p] / 65534) * (b - a), c + (this.frames[p + 1] / 65534) * (d - c)];
  }
  now(k, r) { const [t, s] = this.frameNumber(); const p = this.at(k, t, r); if (!s || t + 1 >= this.runData.frames) return p; const q = this.at(k, t + 1, r); return [p[0] + s * (q[0] - p[0]), p[1] + s * (q[1] - p[1])]; }

  // ---- places -----------------------------------------------------------------------------------------------------
  pixel([x, y], size = this.size) { const [[x0, x1], [y0, y1]] = this.sceneData.extent; return [((x - x0) / (x1 - x0)) * size[0], size[1] - ((y - y0) / (y1 - y0)) * size[1]]; }
  point(px, py) { const [[x0, x1], [y0, y1]] = this.sceneData.extent; return [x0 + (px / this.size[0]) * (x1 - x0), y1 - (py / this.size[1]) * (y1 - y0)]; }
  heightAt(values, [x, y]) { // bilinear between grid points
    const [[x0, x1], [y0, y1]] = this.sceneData.extent, [rows, columns] = this.sceneData.shape;
    const u = Math.min(Math.max(((x - x0) / (x1 - x0)) * (columns - 1), 0), columns - 1.001), v = Math.min(Math.max(((y - y0) / (y1 - y0)) * (rows - 1), 0), rows - 1.001);
    const i = Math.floor(u), j = Math.floor(v), a = u - i, b = v - j, k = j * columns + i;
    return (1 - b) * ((1 - a) * values[k] + a * values[k + 1]) + b * ((1 - a) * values[k + columns] + a * values[k + columns + 1]);
  }

  // ---- painting ---------------------------------------------------------------------------------------------------
  repaint() {
    if (!this.sceneData || !this.energy.box.clientWidth) return;
    const simple = this.bus.level === "simple", room = this.energy.box.parentNode.clientWidth;
    this.energy.box.style.maxWidth = simple ? `${Math.min(room, Math.round(600 * this.ratio))}px` : "";
    const width = this.energy.box.clientWidth;
    this.size = [width, Math.round(width / this.ratio)];
    this.energy.box.style.height = this.surface.box.style.height = `${this.size[1]}px`;
    this.palette = palette(this.bus);
    this.base(this.energy.base, this.field);
    this.paintSurface();
    this.heightBar();
    this.live();
  }

  prepare(context) { context.wvHalo = this.colour.halo; context.wvInk = this.colour.ink; return context; }

  base(node, values) {
    const [w, h] = this.size, scene = this.sceneData, context = this.prepare(fit(node, w, h));
    paintHeights(context, values, scene.shape, scene, this.palette, w, h);
    const taken = scene.minima.map((m) => this.pixel([m.x, m.y]));
    drawContours(context, values, scene.shape, scene, w, h, this.colour.ink, this.bus.theme === "dark", taken);
    const minima = values === this.field ? scene.minima : this.surfaceData?.minima ?? [];
    const symbol = this.surfaceData?.symbol ?? "f";
    for (const m of minima) {
      const [x, y] = this.pixel([m.x, m.y]);
      minimumCross(context, x, y, this.colour.ink, this.colour.halo);
      if (values === this.field && !m.label && scene.minima.length > 4) continue;
      const [text, tall] = values === this.field ? [m.label, y > 70 || y < 40] : [minima.length === 1 ? "only minimum" : "minimum", true];
      const space = y > 62 ? y - 46 : y + 30;
      const anchor = x < 70 ? "left" : x > w - 70 ? "right" : "center";
      if (text) haloText(context, text, x, tall ? space : y + 30, { align: anchor, weight: 700, size: 12 });
      haloText(context, `${values === this.field ? "f" : symbol} = ${fixed(m.height)}`, x, (tall ? space : y + 30) + 15, { align: anchor, size: 12, family: SERIF });
    }
  }

  paintSurface() {
    if (!this.surfaceData || !this.size) return;
    this.base(this.surface.base, this.soft);
    const chosen = this.bus.palette.methods.find((m) => m.key === this.surfaceData.method);
    const title = this.surfaceTitle;
    title.replaceChildren(glyph(this.bus, chosen, 16));
    if (!this.surfaceData.kind) { title.append(`${chosen.name} descends the energy itself`); this.surfaceNote.replaceChildren(el("b", {}, "Hides: "), "the shaking and the minibatches; this is only the slope."); return; }
    const given = this.surfaceData.arguments.flatMap((a, i) => [i ? ", " : "", el("i", {}, a.symbol), ` = ${short(a.value)}`]);
    title.append(`${chosen.name} really descends ${this.surfaceData.name} `, el("i", {}, this.surfaceData.symbol), el("span", { class: "wv-tail" }, " at ", ...given));
    this.surfaceNote.replaceChildren(el("b", {}, "Hides: "), this.surfaceData.hides);
  }

  heightBar() {
    const scene = this.sceneData, node = el("canvas", { "aria-hidden": "true" });
    this.bar.replaceChildren(el("b", {}, "Height, both maps"), node);
    const width = this.bar.clientWidth || 112, context = fit(node, width, 26);
    const at = (v) => ((v - scene.low) / (scene.high - scene.low)) * width;
    for (let x = 0; x < width; x++) { const c = 3 * Math.round((x / width) ** scene.exponent * 255); context.fillStyle = `rgb(${this.palette[c]},${this.palette[c + 1]},${this.palette[c + 2]})`; context.fillRect(x, 0, 1, 9); }
    context.fillStyle = this.colour.mute; context.font = `11px ${SANS}`; context.textAlign = "center";
    for (const level of scene.numbered) context.fillText(short(level), Math.min(Math.max(at(level), 8), width - 8), 22);
    this.bar.append(el("span", { class: "wv-mute" }, "deeper is darker"));
  }

  // The part that moves.
  live() {
    if (!this.runData || !this.size || this.runData.landscape !== this.sceneData.key) { this.placeRing(); return; }
    const [w, h] = this.size, methods = this.methods();
    const context = this.prepare(fit(this.energy.live, w, h));
    this.trails(context, methods);
    for (const m of methods) this.crowd(context, m);
    this.leads(context, methods);
    this.soften();
    this.drawCut();
    this.drawTally();
    this.placeRing();
  }

  pathOf(method) {
    const k = this.indexOf(method.key), r = this.leadOf(method.key), [t] = this.frameNumber();
    if (!this.lengths.has(method.key + r)) {
      let total = 0;
      for (let i = 1; i < this.runData.frames; i++) { const a = this.at(k, i - 1, r), b = this.at(k, i, r); total += Math.hypot(a[0] - b[0], a[1] - b[1]); }
      this.lengths.set(method.key + r, total);
    }
    const span = (this.sceneData.extent[0][1] - this.sceneData.extent[0][0]) / 6.2;
    const budget = BUDGET[this.lengths.get(method.key + r) > 25 * span ? 1 : 0] * span;
    const points = this.pixel(this.now(k, r));
    let spent = 0, last = this.now(k, r);
    for (let i = t; i >= 0 && spent < budget; i--) { const p = this.at(k, i, r); spent += Math.hypot(p[0] - last[0], p[1] - last[1]); last = p; points.push(...this.pixel(p)); }
    const forward = [];
    for (let i = points.length - 2; i >= 0; i -= 2) forward.push(points[i], points[i + 1]);
    return forward;
  }

  trails(context, methods) {
    const paths = methods.map((m) => [m, this.pathOf(m)]);
    for (const pass of ["halo", "ink"]) for (const [m, path] of paths) trail(context, path, m.cue, cueColour(this.bus, m), pass, this.colour.halo);
    for (const [m, path] of paths) if (this.costly(m.key)) this.beads(context, path, cueColour(this.bus, m));
  }

  costly(key) { const r = this.runData.methods[this.indexOf(key)]; return r.evaluations / Math.max(r.steps, 1) > 4; }
  beads(context, path, colour) {
    context.fillStyle = colour;
    for (let i = 0; i < path.length; i += 2) if (i === 0 || Math.hypot(path[i] - path[i - 2], path[i + 1] - path[i - 1]) > 0.5) context.fillRect(path[i] - 2, path[i + 1] - 2, 4, 4);
  }

  crowd(context, method) {
    const k = this.indexOf(method.key), lead = this.leadOf(method.key), colour = cueColour(this.bus, method), kind = method.cue.marker;
    context.globalAlpha = 0.7;
    context.fillStyle = context.strokeStyle = colour; context.lineWidth = 1.4;
    for (let r = 0; r < this.runData.replicas; r++) {
      if (r === lead) continue;
      const [x, y] = this.pixel(this.now(k, r));
      if (x < -4 || y < -4 || x > this.size[0] + 4 || y > this.size[1] + 4) continue;
      markerPath(context, kind, x, y, 2.6);
      if (kind === "cross" || kind === "ring") context.stroke(); else context.fill();
    }
    context.globalAlpha = 1;
  }

  // Lead markers with their names in place; names that would collide move down and get a leader line.
  leads(context, methods) {
    const [w, h] = this.size, placed = [], named = this.bus.clock > 0;
    for (const m of methods) {
      let [x, y] = this.pixel(this.now(this.indexOf(m.key), this.leadOf(m.key)));
      const colour = cueColour(this.bus, m), gone = x < 0 || y < 0 || x > w || y > h;
      if (gone) { x = Math.min(Math.max(x, 10), w - 10); y = Math.min(Math.max(y, 10), h - 10); marker(context, "triangle", x, y, 7, colour, this.colour.halo); } else marker(context, m.cue.marker, x, y, 6.5, colour, this.colour.halo);
      if (!named) continue;
      const label = gone ? `${m.name} left the window` : m.name;
      context.font = `700 12px ${SANS}`;
      const wide = context.measureText(label).width, left = x + 12 + wide > w - 4;
      const clear = (ty) => ty > 12 && ty < h - 4 && !placed.some((p) => Math.abs(p.y - ty) < 14 && p.x < (left ? x - 12 : x + 12 + wide) + 4 && p.x + p.w > (left ? x - 12 - wide : x + 12) - 4);
      const ty = [4, -12, 20, 36, -28, 52, -44, 68].map((d) => y + d).find(clear) ?? y + 4;
      if (Math.abs(ty - y - 4) > 17) { context.strokeStyle = colour; context.lineWidth = 1; context.beginPath(); context.moveTo(x, y); context.lineTo(left ? x - 10 : x + 10, ty - 4); context.stroke(); }
      haloText(context, label, left ? x - 12 : x + 12, ty, { colour, weight: 700, align: left ? "right" : "left" });
      placed.push({ x: left ? x - 12 - wide : x + 12, y: ty, w: wide });
    }
  }

  // The selected method on its own surface, with the neighbourhood it looks at and the points it asks at.
  soften() {
    const [w, h] = this.size, context = this.prepare(fit(this.surface.live, w, h)), chosen = this.bus.palette.methods.find((m) => m.key === this.surfaceData?.method);
    if (!chosen || this.indexOf(chosen.key) < 0) return;
    const colour = cueColour(this.bus, chosen), path = this.pathOf(chosen);
    for (const pass of ["halo", "ink"]) trail(context, path, chosen.cue, colour, pass, this.colour.halo);
    if (this.costly(chosen.key)) this.beads(context, path, colour);
    const [x, y] = this.pixel(this.now(this.indexOf(chosen.key), this.leadOf(chosen.key)));
    const reach = this.surfaceData.reach, unit = w / (this.sceneData.extent[0][1] - this.sceneData.extent[0][0]);
    if (reach && reach.size * unit > 2 && reach.size * unit < 3 * w) {
      const r = reach.size * unit;
      context.strokeStyle = colour; context.lineWidth = 1.5; context.setLineDash([4, 3]); context.beginPath();
      if (reach.outline === "box") context.rect(x - r, y - r, 2 * r, 2 * r); else context.arc(x, y, r, 0, 2 * Math.PI);
      context.stroke(); context.setLineDash([]);
      haloText(context, `reach ${reach.text} = ${short(reach.size)}`, Math.min(Math.max(x, 60), w - 60), Math.max(y - r - 6, 14), { colour, align: "center", weight: 700 });
    }
    this.microscope(context, chosen, x, y, colour);
    marker(context, chosen.cue.marker, x, y, 7, colour, this.colour.halo);
  }

  microscope(context, method, x, y, colour) {
    const { name, counts, clocks, method: of } = this.inner ?? {};
    if (!clocks?.length || of !== method.key || this.leadOf(method.key) !== 0) return;
    let step = 0, offset = 0;
    while (step + 1 < clocks.length && clocks[step] <= this.bus.clock - 1e-6) { offset += counts[step]; step++; }
    const all = counts.reduce((a, b) => a + b, 0), [[a, b], [c, d]] = this.sceneData.domain;
    const place = (i) => { const p = 2 * i; return this.pixel([a + (this.innerPoints[p] / 65534) * (b - a), c + (this.innerPoints[p + 1] / 65534) * (d - c)]); };
    const count = counts[step];
    if (count > 1) {
      context.strokeStyle = colour; context.globalAlpha = 0.75; context.lineWidth = 0.8; context.beginPath(); context.moveTo(x, y);
      for (let i = 0; i < count; i++) context.lineTo(...place(offset + i));
      context.stroke(); context.globalAlpha = 1;
    }
    const [u, v] = place(all + step);
    if (Math.hypot(u - x, v - y) < 4) return;
    for (const [style, width] of [[this.colour.halo, 5], [colour, 2]]) { context.strokeStyle = style; context.lineWidth = width; context.beginPath(); context.moveTo(x, y); context.lineTo(u, v); context.stroke(); }
    const turn = Math.atan2(v - y, u - x);
    context.fillStyle = colour; context.beginPath();
    for (const [r, t] of [[0, 0], [10, 2.7], [10, -2.7]]) context.lineTo(u + r * Math.cos(turn + t), v + r * Math.sin(turn + t));
    context.fill();
    haloText(context, count > 1 ? `${name} of ${count} inner steps` : name, Math.min(Math.max(u, 70), this.size[0] - 70), v + (v > y ? 16 : -8), { colour, align: "center", weight: 700 });
  }

  drawCut() {
    const scene = this.sceneData, w = this.cut.box.clientWidth, h = this.cut.box.clientHeight || 84, context = this.prepare(fit(this.cut.live, w, h));
    const [[x0, x1]] = scene.extent, chosen = this.bus.palette.methods.find((m) => m.key === this.surfaceData.method), colour = cueColour(this.bus, chosen);
    const lead = this.indexOf(chosen.key) < 0 ? null : this.now(this.indexOf(chosen.key), this.leadOf(chosen.key));
    const y = this.bus.hover ? this.bus.hover[1] : this.cutAt(), x = this.bus.hover ? this.bus.hover[0] : lead?.[0] ?? 0;
    const high = scene.numbered.at(-1) ?? scene.high, pad = 8;
    const place = (v) => h - pad - ((v - scene.low) / (scene.high - scene.low)) * (h - 2 * pad);
    context.strokeStyle = this.colour.line; context.lineWidth = 1;
    for (const v of [scene.low <= 0 && scene.high > 0 ? 0 : scene.numbered[0] ?? scene.low, high]) { context.beginPath(); context.moveTo(0, place(v)); context.lineTo(w, place(v)); context.stroke(); haloText(context, short(v), 4, place(v) - 4, { colour: this.colour.mute, size: 11 }); }
    const line = (values, style, width) => { context.strokeStyle = style; context.lineWidth = width; context.beginPath(); for (let i = 0; i <= w; i += 2) context.lineTo(i, place(this.heightAt(values, [x0 + (i / w) * (x1 - x0), y]))); context.stroke(); };
    context.save(); context.beginPath(); context.rect(0, 0, w, h); context.clip();
    line(this.field, this.colour.ink, 1.8);
    if (this.surfaceData.kind) line(this.soft, colour, 2.4);
    context.restore();
    const px = ((x - x0) / (x1 - x0)) * w, f = this.heightAt(this.field, [x, y]), u = this.heightAt(this.soft, [x, y]), left = px > w - 80;
    if (px >= 0 && px <= w) {
      context.strokeStyle = this.colour.ink; context.setLineDash([2, 3]); context.lineWidth = 1; context.beginPath(); context.moveTo(px, 0); context.lineTo(px, h); context.stroke(); context.setLineDash([]);
      const say = (symbol, v, style, dy) => haloText(context, `${symbol} = ${fixed(v)}`, px + (left ? -6 : 6), Math.min(Math.max(place(v) + dy, 12), h - 3), { colour: style, align: left ? "right" : "left", family: SERIF, italic: true, weight: 700 });
      say("f", f, this.colour.ink, this.surfaceData.kind ? (f < u ? 15 : -6) : -6);
      if (this.surfaceData.kind) { say(this.surfaceData.symbol, u, colour, f < u ? -6 : 15); marker(context, "disc", px, place(u), 3, colour, this.colour.halo); }
    }
    this.cutNote.replaceChildren(el("b", {}, `Cut at y = ${fixed(y)}`), this.bus.hover ? ` x = ${fixed(x)}. ` : " both heights, one scale. ", el("b", {}, "Hides: "), "everything off this line.");
  }

  // Where nobody points, the cut runs through the minimum nearest to the start: the story begins there.
  cutAt() {
    const [x, y] = this.runData.start, far = (m) => Math.hypot(m.x - x, m.y - y);
    return this.sceneData.minima.reduce((best, m) => (best && far(best) <= far(m) ? best : m), null)?.y ?? y;
  }

  drawTally() {
    const label = this.sceneData.minima[0]?.label || "first valley";
    if (!this.sceneData.minima.length) { this.tally.hidden = true; return; }
    this.tally.hidden = false;
    const shown = this.methods(), stamp = shown.map((m) => m.key).join() + label + this.bus.theme;
    if (this.tally.dataset.stamp !== stamp) {
      this.tally.dataset.stamp = stamp;
      this.tally.replaceChildren(el("b", {}, `In the ${label}, of ${this.runData.replicas} particles`), ...shown.map((m) => el("div", { class: "wv-tally-row", "data-testid": `tally-${m.key}` }, glyph(this.bus, m, 14), el("span", { class: "wv-bar-ground" }, el("span", { style: `background:${cueColour(this.bus, m)}` })), el("span", { class: "wv-number" }))));
    }
    shown.forEach((m, i) => { const n = this.countOf(m.key), row = this.tally.children[i + 1]; row.querySelector(".wv-bar-ground span").style.width = `${(100 * n) / this.runData.replicas}%`; row.querySelector(".wv-number").textContent = n; row.title = `${m.name}: ${n} of ${this.runData.replicas}`; });
  }

  // ---- pointing ---------------------------------------------------------------------------------------------------
  placeRing() {
    if (!this.size || !this.sceneData) return;
    const start = this.dragging ?? this.runData?.start ?? null;
    this.ring.hidden = !start;
    if (start) { const [x, y] = this.pixel(start); this.ring.style.left = `${Math.min(Math.max(x, 0), this.size[0])}px`; this.ring.style.top = `${Math.min(Math.max(y, 0), this.size[1])}px`; }
  }

  pointing() {
    const local = (event) => { const box = this.energy.box.getBoundingClientRect(); return [Math.min(Math.max(event.clientX - box.left, 0), this.size[0]), Math.min(Math.max(event.clientY - box.top, 0), this.size[1])]; };
    const move = (event, preview) => { this.dragging = this.point(...local(event)); this.placeRing(); this.bus.want({ start: this.dragging }, preview); };
    this.energy.box.addEventListener("pointerdown", (event) => {
      if (!this.size || this.bus.ended || event.button) return;
      const on = event.target === this.ring, from = [event.clientX, event.clientY];
      if (!on && event.pointerType === "touch") { this.bus.hover = this.point(...local(event)); this.bus.emit("hover"); }
      this.energy.box.setPointerCapture(event.pointerId);
      let moved = false;
      const drag = (e) => { moved ||= Math.hypot(e.clientX - from[0], e.clientY - from[1]) > 3; if (on || moved) move(e, true); };
      const drop = (e) => {
        this.energy.box.removeEventListener("pointermove", drag); this.energy.box.removeEventListener("pointerup", drop); this.energy.box.removeEventListener("pointercancel", drop);
        if (e.type === "pointerup" && (moved || !on)) { move(e, false); if (on) this.ring.focus(); }
        this.dragging = null;
      };
      this.energy.box.addEventListener("pointermove", drag); this.energy.box.addEventListener("pointerup", drop); this.energy.box.addEventListener("pointercancel", drop);
    });
    for (const box of [this.energy.box, this.surface.box]) {
      box.addEventListener("pointermove", (e) => { if (!this.size || e.buttons) return; const r = box.getBoundingClientRect(); this.bus.hover = this.point(e.clientX - r.left, e.clientY - r.top); this.nearest(); this.bus.emit("hover"); });
      box.addEventListener("pointerleave", () => { this.bus.hover = null; this.bus.emit("hover"); });
    }
    this.ring.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
      if (!by || !this.runData) return;
      event.preventDefault(); event.stopPropagation();
      const [[x0, x1]] = this.sceneData.extent, step = ((x1 - x0) / 100) * (event.shiftKey ? 5 : 1), [x, y] = this.dragging ?? this.runData.start;
      this.dragging = [x + by[0] * step, y + by[1] * step];
      this.placeRing();
      this.bus.want({ start: this.dragging });
      clearTimeout(this.release);
      this.release = setTimeout(() => { this.dragging = null; }, 1500);
    });
  }

  // The replica under the pointer becomes its method's lead.
  nearest() {
    if (!this.runData || this.bus.playing) return;
    const [hx, hy] = this.pixel(this.bus.hover);
    for (const m of this.methods()) for (let r = 0, k = this.indexOf(m.key); r < this.runData.replicas; r++) { const [x, y] = this.pixel(this.now(k, r)); if (Math.hypot(x - hx, y - hy) < 4) { this.bus.lead[m.key] = r; return; } }
  }

  // ---- states -----------------------------------------------------------------------------------------------------
  state() {
    const { status } = this.bus, lost = this.runData?.methods.filter((m) => m.diverged) ?? [];
    this.node.classList.toggle("wv-preparing", Boolean(status));
    if (status?.state === "preparing") {
      this.say("preparing", el("div", {}, el("b", {}, "Preparing… "), `compiling ${status.method}, ${status.number} of ${status.count}`, el("progress", { max: status.count, value: status.number - 1, "aria-label": "Preparing" })), el("button", { onclick: () => this.bus.post({ type: "cancel" }) }, "Cancel"));
    } else if (lost.length) {
      const first = lost[0], name = this.bus.palette.methods.find((m) => m.key === first.key).name, h = this.runData.values.step_size, curvature = this.sceneData.curvature, safe = Number((1 / curvature).toPrecision(1));
      const others = lost.length > 1 ? ` So did ${lost.slice(1).map((m) => this.bus.palette.methods.find((p) => p.key === m.key).name).join(", ")}.` : "";
      const remedy = curvature > 0 && h * curvature >= 2 ? el("button", { "data-testid": "remedy", onclick: () => { this.bus.values.step_size = safe; this.bus.emit("values"); this.bus.want({ values: true, clock: 0 }); this.bus.seek(0); } }, `Set h to ${short(safe)}`) : null;
      this.say("bad", el("div", {}, el("b", {}, `${name} diverged at step ${whole(first.diverged.step)}.`), ` h λmax = ${short(h * curvature)}; stable is below 2. The last finite points are kept.${others}`), remedy);
    } else { this.banner.hidden = true; this.banner.dataset.kind = ""; }
  }

  say(kind, ...children) { this.banner.hidden = false; this.banner.dataset.kind = kind; this.banner.replaceChildren(...children.filter(Boolean)); }

  speak() {
    if (this.bus.playing || !this.runData || this.bus.clock === 0) return;
    const label = this.sceneData.minima[0]?.label || "first valley";
    this.spoken.textContent = `${whole(this.bus.clock)} evaluations. ${this.methods().map((m) => `${m.name}: ${this.countOf(m.key)} of ${this.runData.replicas} in the ${label}`).join(". ")}.`;
  }
}
