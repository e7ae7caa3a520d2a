// The simple view's text: a guess first, then the run, then the count that answers it. Everything else opens on request.
export default { render({ model, el: host }) {
  const bus = busOf(model), story = model.get("story");
  const node = root(host, bus, "story"), colour = colours(node);
  const chart = el("div", { class: "wv-story-chart" }), picture = canvas(chart, { role: "img" });
  const said = el("p", { class: "wv-story-said", "aria-live": "polite", "data-testid": "verdict" });
  const guesses = el("div", { class: "wv-guesses", role: "radiogroup", "aria-label": story.question }, story.guesses.map(([key, words]) => el("label", {}, el("input", { type: "radio", name: `guess-${bus.key}`, value: key, "data-testid": `guess-${key}`, onchange: () => { guess = key; if (bus.clock >= bus.total) bus.seek(0); bus.play(); draw(); } }), words)));
  const deeper = [["A second method", "race two", () => open({ also: "sgd" })], ["Every method", "and the surfaces they descend", () => open({})], ["A network", "the same on digits", () => open({ tab: "network" })]];
  node.append(el("h2", { class: "wv-headline" }, story.headline), el("p", { class: "wv-lead" }, story.text), el("p", { class: "wv-ask" }, story.question), guesses, el("p", { class: "wv-ask" }, "Particles in the hole ", el("span", { class: "wv-tail" }, "against gradient evaluations")), chart, said,
    el("p", { class: "wv-ask" }, "Look deeper"), el("div", { class: "wv-deeper" }, deeper.map(([name, words, act]) => el("button", { onclick: act }, el("b", {}, name), el("span", {}, words), el("i", { "aria-hidden": "true" }, "+")))), el("p", { class: "wv-note" }, el("b", {}, "Hides: "), story.hides));
  let guess = null, before = null;

  // Entering sets this one scene; leaving gives back what stood there.
  function enter() {
    if (bus.level !== "simple" || before || !bus.selected) return;
    before = { landscape: bus.landscape ?? bus.opening.landscape, selected: bus.selected, visible: [...bus.visible] };
    bus.pause(); bus.seek(0);
    bus.selected = story.method; bus.visible = new Set([story.method]);
    bus.want({ landscape: story.landscape, selected: story.method, visible: [story.method] });
    bus.emit("selected"); bus.emit("methods");
    const off = bus.on("run", () => { if (bus.run.landscape !== story.landscape) return; off(); Object.assign(bus.values, story.values); bus.emit("values"); bus.want({ values: true }); });
  }
  function leave(more = {}) {
    if (bus.level === "simple" || !before) return;
    const { landscape, selected, visible } = before;
    before = null;
    bus.pause(); bus.seek(0);
    bus.selected = more.also ? story.method : selected; bus.visible = new Set(more.also ? [story.method, more.also] : visible);
    bus.want({ ...(more.also ? {} : { landscape }), selected: bus.selected, visible: [...bus.visible] });
    bus.emit("selected"); bus.emit("methods");
  }
  function open(more) { asked = more; bus.setLevel("full"); }
  let asked = {};
  const level = () => { bus.level === "simple" ? enter() : leave(asked); asked = {}; draw(); };

  function draw() {
    if (bus.level !== "simple" || !bus.run || !chart.clientWidth || !bus.tallyAt) return;
    const method = bus.palette.methods.find((m) => m.key === story.method), n = bus.run.replicas, [w, h] = [chart.clientWidth, 124], [left, bottom, top] = [28, 20, 8];
    const context = fit(picture, w, h); context.wvHalo = colour.halo; context.wvInk = colour.ink;
    const x = (clock) => left + (clock / bus.total) * (w - left - 8), y = (count) => h - bottom - (count / n) * (h - bottom - top);
    context.font = `12px ${SANS}`; context.fillStyle = colour.mute; context.strokeStyle = colour.line; context.lineWidth = 1; context.textAlign = "right";
    for (const count of [0, n / 2, n]) { context.beginPath(); context.moveTo(left, y(count)); context.lineTo(w, y(count)); context.stroke(); context.fillText(count, left - 6, y(count) + 4); }
    context.textAlign = "center";
    for (const clock of [0, bus.total / 2, bus.total]) context.fillText(whole(clock), Math.min(Math.max(x(clock), left + 4), w - 20), h - 4);
    const frame = Math.min(Math.floor(bus.clock / bus.run.every), bus.run.frames - 1);
    context.strokeStyle = cueColour(bus, method); context.lineWidth = method.cue.width; context.setLineDash(method.cue.dash); context.beginPath();
    for (let t = 0; t <= frame; t++) context.lineTo(x(t * bus.run.every), y(n - bus.tallyAt(method.key, t)));
    context.stroke(); context.setLineDash([]);
    const inside = n - bus.tallyAt(method.key, frame);
    marker(context, method.cue.marker, x(bus.clock), y(inside), 6, cueColour(bus, method), colour.halo);
    haloText(context, `${inside} still inside`, Math.min(x(bus.clock) + 10, w - 90), y(inside) + (inside > n / 2 ? 20 : -10), { colour: cueColour(bus, method), weight: 700 });
    picture.setAttribute("aria-label", `${inside} of ${n} particles in the hole after ${whole(bus.clock)} gradient evaluations`);
    const done = bus.clock >= bus.total, right = (inside > n / 2) === (guess === "stay");
    said.textContent = !done ? "" : guess === null ? `${inside} of ${n} stayed. Guess first next time: it teaches more.` : `${inside} of ${n} stayed. You said ${story.guesses.find(([key]) => key === guess)[1]}: ${right ? "so it went" : "it went the other way"}. Move T by a notch and see how much decides.`;
  }
  const off = [bus.on("level", level), bus.on("frame", draw), bus.on("theme", draw), bus.on("run-drawn", draw)];
  const sizes = new ResizeObserver(draw);
  sizes.observe(chart);
  enter();
  return () => { off.forEach((stop) => stop()); sizes.disconnect(); };
} };
