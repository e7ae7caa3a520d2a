// The theme that was asked for or kept, before the first paint; then what is going on, and for how long, until an output stands.
(() => {
  let kept = null;
  try { kept = localStorage.getItem("wide-valleys-theme"); } catch { /* private mode */ }
  const theme = [new URLSearchParams(location.search).get("theme"), kept].find((name) => name === "light" || name === "dark");
  if (theme) document.documentElement.dataset.wvTheme = theme;
  if (new URLSearchParams(location.search).has("teach")) document.documentElement.dataset.wvTeach = "";

  const began = performance.now();
  const element = (id) => document.getElementById(id);
  const say = (what) => { if (element("preparing-what")) element("preparing-what").textContent = what; };

  const count = setInterval(() => {
    const seconds = Math.floor((performance.now() - began) / 1000);
    if (element("preparing-seconds")) element("preparing-seconds").textContent = `, ${seconds} s`;
    if (seconds >= 60 && element("preparing-long")) element("preparing-long").hidden = false;
  }, 1000);

  const look = () => {
    const outputs = document.querySelectorAll("#rendered_cells .jp-OutputArea-output");
    if (![...outputs].some((output) => output.getBoundingClientRect().height > 0)) return;
    clearInterval(count);
    observer.disconnect();
    element("preparing")?.remove();
  };
  const observer = new MutationObserver(look);
  observer.observe(document.documentElement, { childList: true, subtree: true });

  // Voila's three signals: still at work; a cell is done; all are.
  window.voila_heartbeat = () => {};
  window.voila_process = () => {};
  window.voila_finish = () => say("drawing");
})();
