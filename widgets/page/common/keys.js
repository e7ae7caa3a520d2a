// Keys. Each goes to one session: the one whose part has the focus, or else, on a page that is ours alone, the one used last.
import { HANDS, used } from "./sessions.js";

// In a notebook the page is not ours alone.
export const inLab = () => !document.body.dataset.voila;

const PLAIN = ["BUTTON", "SELECT", "A"]; // what Space presses

// A part of a session hears its own keys; what it hears goes no further, lest a notebook takes it for its own.
export function hear(node, bus) {
  const own = { pointerdown: () => { used(bus); HANDS.pointed = true; }, focusin: () => used(bus) };
  for (const [name, act] of Object.entries(own)) node.addEventListener(name, act, true);
  node.addEventListener("keydown", (event) => {
    key(event, bus);
    if (inLab() && !leaves(event)) event.stopPropagation();
  });
  node.addEventListener("keyup", released);
}

// Once a page: keys that no part has heard, and those that a notebook would hear first. HANDS.pointed: whether a pointer has put the
// focus where it is.
export function listen() {
  if (HANDS.heard) return;
  HANDS.heard = true;
  addEventListener("keydown", (event) => {
    const own = event.target.closest?.(".wv");
    if (event.key === "Tab") HANDS.pointed = false;
    own?.toggleAttribute("data-lm-suppress-shortcuts", !leaves(event)); // JupyterLab's word for "not here"
  }, true);
  addEventListener("pointerdown", (event) => { HANDS.pointed ||= !event.target.closest?.(".wv"); }, true);
  document.addEventListener("keydown", (event) => {
    if (!inLab() && !event.target.closest?.(".wv") && used()) key(event, used());
  });
  document.addEventListener("keyup", released);
}

// With Ctrl a notebook keeps its keys, but for undo.
const leaves = (event) => (event.ctrlKey || event.metaKey || event.altKey) && !undoes(event);
const undoes = ({ key: name, ctrlKey, metaKey }) => (ctrlKey || metaKey) && ["z", "y"].includes(name.toLowerCase());

// Some browsers press a button only now.
function released(event) {
  if (event.key === " " && HANDS.took) event.preventDefault();
}

// Space belongs to play wherever a pointer has put the focus; to a control only where Tab has.
function key(event, bus) {
  HANDS.took = false;
  if (event.defaultPrevented || event.altKey || event.key === "Tab" || bus.ended || document.querySelector("dialog[open]")) return;
  const { tagName: tag, type } = event.target, text = (tag === "INPUT" && type === "text") || tag === "TEXTAREA";
  if (text || !(event.ctrlKey || event.metaKey ? undo(event, bus) : event.key === " " ? space(tag, type, bus)
    : type !== "range" && tag !== "SELECT" && act(event, bus))) return;
  HANDS.took = true;
  event.preventDefault();
}

function undo(event, bus) {
  if (!undoes(event)) return false;
  bus.undo(event.key.toLowerCase() === "y" || event.shiftKey);
  return true;
}

function space(tag, type, bus) {
  if (!HANDS.pointed && (PLAIN.includes(tag) || (tag === "INPUT" && type !== "range"))) return false;
  bus.toggle();
  return true;
}

// Do what a key stands for; whether it stands for anything.
function act({ key: name, shiftKey }, bus) {
  const number = /^[1-9]$/.test(name) && bus.palette.methods[Number(name) - 1];
  const move = (way) => (shiftKey ? toPin(way, bus) : bus.stepBy(way));
  if (number) bus.show(number.key, !bus.visible.has(number.key));
  else if (name === "ArrowRight") move(1);
  else if (name === "ArrowLeft") move(-1);
  else if (name === "Home") { bus.pause(); bus.seek(0); }
  else if (name === "t") bus.otherTheme();
  else if (name === "?") bus.emit("keys");
  else return false;
  return true;
}

function toPin(way, bus) {
  const stops = [0, ...(bus.run?.pins ?? []).map((p) => p.clock), bus.total];
  const next = way > 0 ? stops.find((s) => s > bus.clock + 1) : stops.findLast((s) => s < bus.clock - 1);
  if (next === undefined) return;
  bus.pause();
  bus.seek(next);
}
