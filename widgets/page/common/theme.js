// Light or dark: what is asked for, what JupyterLab has, what was kept, what the system has.
import { inLab } from "./keys.js";

// What a hand has chosen is kept for the next page; in JupyterLab its own theme rules.
export function keepTheme(theme) {
  if (inLab()) return;
  try {
    localStorage.setItem("wide-valleys-theme", theme);
  } catch {
    /* private mode */
  }
}

function keptTheme() {
  try {
    return localStorage.getItem("wide-valleys-theme");
  } catch {
    return null; // private mode
  }
}

// JupyterLab's theme; null elsewhere.
function labTheme() {
  const light = document.body?.dataset?.jpThemeLight;
  return inLab() && light ? (light === "false" ? "dark" : "light") : null;
}

export function initialTheme() {
  const asked = new URLSearchParams(location.search).get("theme");
  if (asked === "dark" || asked === "light") return asked;
  const system = globalThis.matchMedia?.("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  return labTheme() ?? keptTheme() ?? system;
}

// A theme that is changed later, in JupyterLab or by the system, is followed. Gives back how to stop.
export function followTheme(bus) {
  const same = () => { if (labTheme() && labTheme() !== bus.theme) bus.setTheme(labTheme()); };
  const look = new MutationObserver(() => requestAnimationFrame(same)); // while it changes, JupyterLab has nothing in its window
  if (inLab()) look.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  const system = globalThis.matchMedia?.("(prefers-color-scheme: dark)");
  const changed = () => {
    if (labTheme() || keptTheme()) return;
    bus.theme = system.matches ? "dark" : "light";
    bus.emit("theme");
    bus.dirty = true;
  };
  system?.addEventListener("change", changed);
  return () => { look.disconnect(); system?.removeEventListener("change", changed); };
}
