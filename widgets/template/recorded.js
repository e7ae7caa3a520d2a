// The first seconds: a recording of the opening run, hollow because it is no run of now, until the session's own picture stands.
(() => {
  const box = document.getElementById("recorded"), data = JSON.parse(document.getElementById("recorded-data").textContent);
  if (/^(simple|lecture)$/.test(new URLSearchParams(location.search).get("level"))) { box.remove(); return; } // they ask first
  const canvas = box.querySelector("canvas"), play = box.querySelector("button"), line = box.querySelector("progress");
  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const heights = bytes(data.heights), places = bytes(data.places), [rows, columns] = data.shape;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let clock = 0, playing = !calm, last = null;

  const dark = () => getComputedStyle(document.documentElement).colorScheme === "dark"
    || (!document.documentElement.dataset.wvTheme && matchMedia("(prefers-color-scheme: dark)").matches);

  function map(context, width, height) {
    const table = bytes(data.maps[dark() ? "dark" : "light"]), image = new ImageData(columns, rows), most = table.length / 3 - 1;
    heights.forEach((share, i) => {
      const c = 3 * Math.round((share / 255) * most), p = 4 * ((rows - 1 - Math.floor(i / columns)) * columns + (i % columns));
      image.data.set([table[c], table[c + 1], table[c + 2], 255], p);
    });
    const small = Object.assign(document.createElement("canvas"), { width: columns, height: rows });
    small.getContext("2d").putImageData(image, 0, 0);
    context.imageSmoothingQuality = "high";
    context.drawImage(small, 0, 0, width, height);
  }

  const corners = { diamond: [4, 0], triangle: [3, -Math.PI / 2], pentagon: [5, -Math.PI / 2], square: [4, Math.PI / 4] };
  function outline(context, kind, x, y, r) {
    context.beginPath();
    if (kind === "cross") {
      context.moveTo(x - r, y - r); context.lineTo(x + r, y + r); context.moveTo(x - r, y + r); context.lineTo(x + r, y - r);
    } else if (corners[kind]) {
      const [n, turn] = corners[kind];
      for (let i = 0; i < n; i++) context.lineTo(x + r * 1.25 * Math.cos(turn + (2 * Math.PI * i) / n), y + r * 1.25 * Math.sin(turn + (2 * Math.PI * i) / n));
      context.closePath();
    } else context.arc(x, y, r, 0, 2 * Math.PI);
    context.stroke();
  }

  function draw() {
    const width = canvas.clientWidth, height = Math.round(width / data.ratio), scale = Math.min(devicePixelRatio || 1, 2);
    Object.assign(canvas, { width: width * scale, height: height * scale });
    const context = canvas.getContext("2d"), at = (clock / data.total) * (data.frames - 1), t = Math.min(Math.floor(at), data.frames - 2);
    context.scale(scale, scale);
    map(context, width, height);
    data.methods.forEach((method, k) => {
      const place = (frame, r, axis) => places[2 * ((k * data.frames + frame) * data.replicas + r) + axis] / 255 * 2 - 0.5;
      const now = (r, axis) => place(t, r, axis) + (at - t) * (place(t + 1, r, axis) - place(t, r, axis));
      context.strokeStyle = method[dark() ? "dark" : "light"];
      for (let r = data.replicas - 1; r >= 0; r--) {
        context.lineWidth = r ? 1.2 : 2.4;
        outline(context, method.marker, now(r, 0) * width, (1 - now(r, 1)) * height, r ? 2.6 : 6.5);
      }
    });
    line.value = clock;
  }

  function step(now) {
    if (!box.isConnected) return;
    if (playing) {
      clock = Math.min(clock + Math.min(now - (last ?? now), 100) * data.total / 10000, data.total);
      playing = clock < data.total;
      if (canvas.clientWidth) draw();
      label();
    }
    last = now;
    requestAnimationFrame(step);
  }
  const label = () => { play.textContent = playing ? "Pause" : "Play"; };
  play.addEventListener("click", () => { if (clock >= data.total) clock = 0; playing = !playing; label(); });
  addEventListener("resize", draw);
  line.max = data.total;
  label();
  draw();
  requestAnimationFrame(step);
})();
