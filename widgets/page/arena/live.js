// What moves on the maps: the crowd, the trails, the leads with their names, and the microscope on the softened surface.
import { addMarker, isStroked, marker, trail } from "../common/draw.js";
import { told } from "../common/numbers.js";
import { drawMicroscope } from "./inner.js";
import { beside, clusters, leader } from "./labels.js";

const SAME_WELL = 15; // pixels: leads nearer than that share one label

// view: {walks, clock, methods: [{key, name, cue, tint, k, lead}], look, scene, size}
export function drawTrails(context, { walks, clock, methods, look }) {
  const paths = methods.map((m) => [m, walks.trail(m.k, m.lead, clock)]);
  for (const pass of ["halo", "ink"]) for (const [m, path] of paths) trail(context, path, m.cue, m.tint, pass, look.colour.halo);
  for (const [m, path] of paths) if (walks.beaded(m.k)) drawBeads(context, path, m.tint);
}

function drawBeads(context, path, tint) {
  context.fillStyle = tint;
  for (let i = 0; i < path.length; i += 2) {
    if (i && Math.hypot(path[i] - path[i - 2], path[i + 1] - path[i - 1]) < 0.5) continue;
    context.fillRect(path[i] - 2, path[i + 1] - 2, 4, 4);
  }
}

// All replicas of a method but its lead, as one path.
export function drawCrowd(context, { walks, clock, size: [w, h] }, method) {
  const { marker: kind } = method.cue;
  context.beginPath();
  walks.each(method.k, clock, (x, y, r) => {
    if (r !== method.lead && x > -4 && y > -4 && x < w + 4 && y < h + 4) addMarker(context, kind, x, y, 2.6);
  });
  context.globalAlpha = 0.7;
  context.fillStyle = context.strokeStyle = method.tint; context.lineWidth = 1.4;
  if (isStroked(kind)) context.stroke(); else context.fill();
  context.globalAlpha = 1;
}

// The leads' markers; those that stay put lie on top, for they are the smaller story and the easier lost; and open ones over full.
export function drawLeads(context, view, labels) {
  const { walks, clock, look } = view, leads = view.methods.map((m) => leadOf(view, m));
  const settled = ({ m }) => (walks.wanders(m.k, m.lead) ? 0 : isStroked(m.cue.marker) ? 2 : 1);
  leads.sort((a, b) => settled(a) - settled(b));
  for (const { x, y } of leads) labels.around(x, y, 8);
  if (clock > 0) nameLeads(context, leads, labels, look);
  for (const { m, gone, x, y } of leads) {
    marker(context, gone ? "triangle" : m.cue.marker, x, y, gone ? 7 : 6.5, m.tint, look.colour.halo);
  }
}

// A lead in pixels; one that has left the picture is shown at the edge it left by.
function leadOf({ walks, clock, size: [w, h] }, m) {
  const [x, y] = walks.now(m.k, m.lead, clock), gone = x < 0 || y < 0 || x > w || y > h;
  return gone ? { m, gone, x: Math.min(Math.max(x, 10), w - 10), y: Math.min(Math.max(y, 10), h - 10) } : { m, gone, x, y };
}

// Names in place. Leads in one well share a label with a leader line; so does a name that had to stand apart.
function nameLeads(context, leads, labels, look) {
  for (const group of clusters(leads, SAME_WELL)) {
    group.sort((a, b) => a.m.k - b.m.k);
    const middle = (axis) => group.reduce((sum, lead) => sum + lead[axis], 0) / group.length;
    const x = middle("x"), y = middle("y");
    const below = group.length > 1 ? [[x, y + 58, "center"], [x, y + 42, "center"]] : [];
    const line = (box) => leader(context, x, y, box, group.length > 1 ? look.colour.ink : group[0].m.tint);
    labels.put(`lead ${group[0].m.key}`, namesOf(group), [...below, ...beside(x, y, group.length > 1 ? 16 : 12)], line);
  }
}

// Two names a row.
function namesOf(group) {
  const say = ({ m, gone }) => (gone ? `${m.name} left the window` : m.name);
  const words = group.map((lead) => ({ text: say(lead), colour: lead.m.tint, weight: 700 }));
  const rows = [], spaced = (word, k) => (k ? [{ text: "  " }, word] : [word]);
  for (let i = 0; i < words.length; i += 2) rows.push(words.slice(i, i + 2).flatMap(spaced));
  return rows;
}

// The selected method on its own surface, with the neighbourhood it looks at and the points it asks at.
export function drawSelected(context, view, method, surface, inner, labels) {
  const { walks, clock, look } = view, path = walks.trail(method.k, method.lead, clock);
  for (const pass of ["halo", "ink"]) trail(context, path, method.cue, method.tint, pass, look.colour.halo);
  if (walks.beaded(method.k)) drawBeads(context, path, method.tint);
  const [x, y] = walks.now(method.k, method.lead, clock);
  labels.around(x, y, 9);
  if (surface.reach) drawReach(context, view, method, surface.reach, x, y, labels);
  if (inner && method.lead === 0 && !walks.run.methods[method.k].diverged) drawMicroscope(context, view, method, inner, x, y, labels);
  marker(context, method.cue.marker, x, y, 7, method.tint, look.colour.halo);
}

// Exact descent of the surface: hollow, for it is no run, and dotted. Gives back how to write its name, where there is room left.
export function drawGhost(context, view, { cue, tint }, { points, every, known }, labels) {
  const { walks: { across, down }, look: { colour }, clock } = view, last = Math.min(clock, known) / every;
  const at = (i) => [across[0] + points[2 * i] * across[1], down[0] + points[2 * i + 1] * down[1]];
  const whole = Math.floor(last), [a, b] = [at(whole), at(Math.min(whole + 1, points.length / 2 - 1))];
  const [x, y] = [0, 1].map((axis) => a[axis] + (last - whole) * (b[axis] - a[axis]));
  for (const [style, width, dash] of [[colour.halo, 4, []], [tint, 1.6, [2, 3]]]) {
    Object.assign(context, { strokeStyle: style, lineWidth: width });
    context.setLineDash(dash);
    context.beginPath();
    for (let i = 0; i <= whole; i++) context.lineTo(...at(i));
    context.lineTo(x, y); context.stroke();
  }
  context.setLineDash([]);
  for (const [style, width] of [[colour.halo, 5], [tint, 2]]) {
    Object.assign(context, { strokeStyle: style, lineWidth: width, fillStyle: colour.halo });
    context.beginPath(); addMarker(context, cue.marker, x, y, 6);
    if (!isStroked(cue.marker)) context.fill();
    context.stroke();
  }
  labels.around(x, y, 9);
  const words = [[{ text: "exact descent", colour: tint, weight: 700 }]];
  return () => { if (clock > 0) labels.put("ghost", words, beside(x, y, 12), (box) => leader(context, x, y, box, tint)); };
}

// The outline of what the surface averages over, or looks at, around the lead.
function drawReach(context, { scene, size: [w, h] }, { tint }, reach, x, y, labels) {
  const [[x0, x1]] = scene.extent, r = (reach.size / (x1 - x0)) * w;
  if (r < 3 || r > 3 * w) return;
  context.strokeStyle = tint; context.lineWidth = 1.5; context.setLineDash([4, 3]);
  context.beginPath();
  if (reach.outline === "square") context.rect(x - r, y - r, 2 * r, 2 * r); else context.arc(x, y, r, 0, 2 * Math.PI);
  context.stroke(); context.setLineDash([]);
  const top = Math.max(y - r - 5, 14), bottom = Math.min(y + r + 14, h - 5);
  const places = [[x, top, "center"], [x, bottom, "center"], [x + r + 6, y + 4, "left"], [x - r - 6, y + 4, "right"]];
  const [e, o] = [x + 0.8 * r, x - 0.8 * r];
  const corners = [[e, top, "left"], [o, top, "right"], [e, bottom, "left"], [o, bottom, "right"]];
  const words = { text: `reach ${reach.text} = ${told(reach.size)}`, colour: tint, weight: 700 };
  labels.put("reach", [[words]], [...places, ...corners]);
}
