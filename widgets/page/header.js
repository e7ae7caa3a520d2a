// The top: the landscape, the methods (shown or not, selected or not), the theme, the keys. And what must be said loudly.
export default { render({ model, el: host }) {
  const bus = busOf(model);
  const node = root(host, bus, "header");
  const inLab = () => !document.body.dataset.voila; // in a notebook the page is not ours alone
  const landscape = el("select", { "data-testid": "landscape", "aria-label": "Landscape", onchange: (e) => { bus.seek(0); bus.want({ landscape: e.target.value }); } },
    model.get("landscapes").map((l) => el("option", { value: l.key }, l.name)));
  const chips = el("div", { class: "wv-chips", role: "group", "aria-label": "Methods" });
  const theme = el("button", { class: "wv-icon", "aria-label": "Light or dark", title: "Light or dark (t)", "data-testid": "theme", onclick: () => bus.setTheme(bus.theme === "dark" ? "light" : "dark") }, el("span", { class: "wv-half", "aria-hidden": "true" }));
  const level = el("button", { class: "wv-plain", "data-testid": "level", onclick: () => setLevel(bus.level === "simple" ? "full" : "simple") });
  const keys = helpDialog();
  const help = el("button", { class: "wv-plain", "aria-label": "Keys", title: "All keys (?)", "data-testid": "help", onclick: () => keys.showModal() }, "?");
  const loud = el("div", { class: "wv-loud", role: "alert", "data-testid": "alert", hidden: true });
  const tabs = el("div", { class: "wv-tabs", role: "tablist" }, ["landscape", "network"].map((name) => el("button", { role: "tab", "data-testid": `tab-${name}`, onclick: () => setTab(name) }, name === "landscape" ? "Landscape" : "Network")));
  node.append(el("div", { class: "wv-bar-top" }, el("h1", {}, "Wide Valleys"), el("label", { class: "wv-landscape" }, el("span", {}, "Landscape"), landscape), chips, el("div", { class: "wv-tools" }, level, theme, help)), tabs, loud, keys);

  function drawChips() {
    chips.replaceChildren(...bus.palette.methods.filter((m) => bus.level === "full" || m.key === bus.selected).map((m) => {
      const shown = bus.visible.has(m.key), chosen = bus.selected === m.key;
      const box = el("input", { type: "checkbox", "aria-label": `Show ${m.name}`, onchange: () => show(m.key, box.checked) });
      box.checked = shown;
      const body = el("button", { "aria-pressed": String(chosen), title: `${m.name}: look at its surface and its sliders`, onclick: () => select(m.key) }, glyph(bus, m), el("span", {}, m.name, shown ? "" : el("small", {}, " off")));
      return el("div", { class: `wv-chip${chosen ? " wv-chosen" : ""}${shown ? "" : " wv-off"}`, "data-testid": `algorithm-${m.key}` }, box, body);
    }));
  }
  function show(key, on) {
    if (on) bus.visible.add(key); else bus.visible.delete(key);
    bus.emit("methods");
    bus.want({ visible: [...bus.visible] });
  }
  function select(key) {
    bus.selected = key;
    bus.visible.add(key);
    bus.emit("selected"); bus.emit("methods");
    bus.want({ selected: key, visible: [...bus.visible] });
  }
  bus.setLevel = setLevel;
  function setTab(name) { bus.tab = name; document.documentElement.dataset.wvTab = name; [...tabs.children].forEach((t) => t.setAttribute("aria-selected", String(t.dataset.testid === `tab-${name}`))); bus.emit("painted-size"); bus.dirty = true; }
  function setLevel(name) {
    bus.level = name;
    document.documentElement.dataset.wvLevel = name;
    level.textContent = name === "simple" ? "Look deeper" : "Simpler";
    level.title = name === "simple" ? "Show the network, every method and every slider" : "One landscape, one method, two sliders";
    drawChips();
    bus.emit("level"); bus.emit("painted-size");
    bus.dirty = true;
  }
  function shout(kind, ...children) { loud.hidden = false; loud.dataset.kind = kind; loud.replaceChildren(...children); }

  function onKey(event) {
    const tag = event.target.tagName, typing = (tag === "INPUT" && event.target.type !== "checkbox") || tag === "SELECT" || tag === "TEXTAREA";
    if (event.ctrlKey || event.metaKey || event.altKey || bus.ended || document.querySelector("dialog[open]")) return;
    if (inLab() && !event.target.closest?.(".wv")) return;
    const ranged = tag === "INPUT" && event.target.type === "range";
    if (event.key === " " && tag !== "BUTTON" && !(typing && !ranged)) bus.toggle();
    else if (typing) return;
    else if (event.key === "ArrowRight") event.shiftKey ? toPin(1) : bus.stepBy(1);
    else if (event.key === "ArrowLeft") event.shiftKey ? toPin(-1) : bus.stepBy(-1);
    else if (event.key === "Home") { bus.pause(); bus.seek(0); }
    else if (event.key === "t") theme.click();
    else if (event.key === "?") keys.showModal();
    else if (/^[1-9]$/.test(event.key)) { const m = bus.palette.methods[Number(event.key) - 1]; if (m) show(m.key, !bus.visible.has(m.key)); else return; }
    else return;
    event.preventDefault();
  }
  function toPin(way) {
    const stops = [0, ...(bus.run?.pins ?? []).map((p) => p.clock), bus.total];
    const next = way > 0 ? stops.find((s) => s > bus.clock + 1) : stops.findLast((s) => s < bus.clock - 1);
    if (next !== undefined) { bus.pause(); bus.seek(next); }
  }
  document.addEventListener("keydown", onKey);

  const off = [
    bus.on("theme", drawChips), bus.on("selected", drawChips), bus.on("methods", drawChips),
    bus.on("scene", () => { landscape.value = bus.scene.key; }),
    bus.on("error", () => shout("bad", el("div", {}, el("b", {}, "Not done. "), bus.errors.at(-1)), el("button", { onclick: () => { loud.hidden = true; } }, "Close"))),
    bus.on("ended", () => { document.querySelectorAll(".wv:not(.wv-header)").forEach((part) => { part.inert = true; }); shout("warn", el("div", {}, el("b", {}, "Session ended. "), inLab() ? "Run the cell again to go on." : "Reload to start again."), inLab() ? "" : el("button", { "data-testid": "reload", onclick: () => location.reload() }, "Reload")); }),
  ];
  setLevel(new URLSearchParams(location.search).get("level") === "simple" ? "simple" : model.get("level"));
  setTab("landscape");
  bus.autoplay = model.get("autoplay");
  bus.begin();
  return () => { document.removeEventListener("keydown", onKey); off.forEach((stop) => stop()); };
} };

function helpDialog() {
  const rows = [["Space", "play or pause"], ["← →", "one frame back or on"], ["Shift ← →", "to the last or next moved slider"], ["Home", "back to the start"], ["1 … 9", "show or hide a method"], ["Arrows on the start ring", "move the start"], ["Arrows on a slider", "move it"], ["t", "light or dark"], ["?", "this list"]];
  const dialog = el("dialog", { class: "wv-keys", "aria-label": "Keys" }, el("h2", {}, "Keys"), el("dl", {}, rows.flatMap(([k, v]) => [el("dt", {}, k), el("dd", {}, v)])), el("button", { onclick: () => dialog.close() }, "Close"));
  return dialog;
}
