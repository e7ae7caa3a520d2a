// The line to the kernel: whether it is open, how it is mended, and how it is known that the session behind it has ended.
//
// Silence proves nothing: a hidden tab's timers sleep, a laptop sleeps, a page or Python may be busy, a socket may be dead without a
// word. So a session has ended only where that is known: the kernel says that it stops, the server does not know it any more, or it
// does not know our widgets; or where the server cannot be reached for longer than it keeps a session.
const BEAT = 2000; // milliseconds between heartbeats
const QUIET = 6000; // without an answer for so long, the line is looked at
const KEPT = 66000; // a server keeps a session without its page for a minute; and the time to come back
const PATIENCE = 5000; // for one question about it
const AGAIN = 10000; // between two new sockets in place of one that seems open
const STOPS = ["restarting", "autorestarting", "dead", "terminating"];

export class Line {
  /** @type {Model} */ model;
  /** @type {Bus} */ bus;
  /** @type {string} */ state;
  /** @type {number} */ silent;
  /** @type {number} */ answers;
  /** @type {boolean} */ dropped;
  /** @type {boolean} */ looking;
  /** @type {number} */ renewed;
  /** @type {number} */ room;

  // model: a widget of the session. bus: {beat(), changed(), mended(), end(why)}
  constructor(model, bus) {
    Object.assign(this, { model, bus, state: "open", silent: 0, answers: 0, dropped: false, looking: false, renewed: -AGAIN, room: 1 });
    if (!alive(model)) { this.state = "still"; return; }
    this.ticked = performance.now();
    this.status = (_, status) => { if (STOPS.includes(status)) this.end("Python has stopped."); };
    this.connection = (_, status) => this.connected(status);
    this.follow();
    this.heart = setInterval(() => this.tick(), BEAT);
    this.shown = () => { if (visible()) this.tick(); };
    document.addEventListener("visibilitychange", this.shown);
    this.unload = () => { this.leaving = true; };
    addEventListener("pagehide", this.unload);
    addEventListener("pageshow", () => { this.leaving = false; });
  }

  get open() { return this.state === "open"; }

  // The way to the kernel and back, at its quickest of late, decides how many wishes may be under way: one where it is near, so that
  // each picture is as fresh as can be; up to four over a slow line. A busy kernel is no slow line: more wishes would only queue.
  measure(trip) {
    this.trips = [...(this.trips ?? []), trip].slice(-5);
    this.room = Math.min(4, Math.max(1, Math.ceil(Math.min(...this.trips) / 60)));
  }

  close() {
    clearInterval(this.heart);
    document.removeEventListener("visibilitychange", this.shown);
    this.kernel?.statusChanged.disconnect(this.status);
    this.kernel?.connectionStatusChanged.disconnect(this.connection);
    this.kernel = null;
  }

  end(why) {
    if (this.state === "ended" || this.leaving) return;
    this.state = "ended";
    this.close();
    this.bus.end(why);
  }

  // The connection that the notebook has now: it may have made another one to the same kernel.
  follow() {
    const kernel = this.model.widget_manager.kernel;
    if (kernel === this.kernel) return true;
    if (!kernel || kernel.isDisposed || (this.kernel && kernel.id !== this.kernel.id)) return false;
    this.kernel?.statusChanged.disconnect(this.status);
    this.kernel?.connectionStatusChanged.disconnect(this.connection);
    this.kernel = kernel;
    kernel.statusChanged.connect(this.status);
    kernel.connectionStatusChanged.connect(this.connection);
    return true;
  }

  // ---- what is heard ----------------------------------------------------------------------------------------------
  tick() {
    if (!this.follow()) { this.end("Its kernel is gone."); return; }
    const now = performance.now(), passed = Math.min(now - this.ticked, 1.5 * BEAT); // what a page slept is no silence
    this.ticked = now;
    this.silent = visible() ? this.silent + passed : 0;
    const cut = this.kernel.connectionStatus !== "connected";
    if (!cut) this.bus.beat();
    if (visible() && (cut || this.silent > QUIET)) this.look(cut);
  }

  answered() {
    this.answers += 1;
    this.silent = 0;
    if (this.state === "open" || this.state === "ended" || this.state === "still") return;
    this.say("open");
    this.bus.mended();
  }

  connected(status) {
    if (status !== "connected") { this.dropped = true; return; }
    if (!this.dropped) return;
    this.dropped = false;
    this.silent = 0;
    this.bus.mended();
    this.bus.beat();
  }

  say(state) {
    if (this.state === state || this.state === "ended") return;
    this.state = state;
    this.bus.changed();
  }

  // ---- what is asked ----------------------------------------------------------------------------------------------
  async look(cut) {
    if (this.looking) return;
    this.looking = true;
    if (cut) this.say("waiting");
    const found = await this.ask();
    this.looking = false;
    if (this.state === "ended" || !this.kernel) return;
    if (found === "gone") this.end("The server does not keep it any more.");
    else if (found === "unreachable") {
      this.say("waiting");
      if (this.silent > KEPT) this.end("There was no connection for more than a minute.");
    } else if (this.kernel.connectionStatus !== "connected") this.renew();
    else if (this.silent > QUIET) await this.doubt();
  }

  // What the server says of the kernel: "there", "gone" or "unreachable".
  async ask() {
    const { baseUrl, token } = this.kernel.serverSettings, headers = token ? { Authorization: `token ${token}` } : {};
    try {
      const address = `${baseUrl}api/kernels/${encodeURIComponent(this.kernel.id)}`;
      const answer = await fetch(address, { headers, cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
      if (answer.status === 404) return "gone";
      return answer.ok ? "there" : "unreachable";
    } catch {
      return "unreachable";
    }
  }

  // The server is there and the socket seems open, but nobody answers: Python is busy, or another Python, or the socket is dead.
  async doubt() {
    const comms = await Promise.race([
      this.kernel.requestCommInfo({ target_name: "jupyter.widget" }).then((reply) => reply.content.comms, () => null),
      new Promise((done) => { setTimeout(done, PATIENCE, null); }),
    ]);
    if (this.state === "ended" || this.silent < QUIET) return;
    if (comms && !(this.model.get("layout").model_id in comms)) this.end("Python has started anew.");
    else if (!comms) {
      this.say("busy");
      this.renew();
    }
  }

  renew() {
    const now = performance.now(), cut = this.kernel.connectionStatus !== "connected";
    if (!cut && now - this.renewed < AGAIN) return;
    this.renewed = now;
    this.kernel.reconnect().catch(() => {}); // another look follows
  }
}

const visible = () => document.visibilityState === "visible";

// Whether a kernel stands behind a widget: not in a saved notebook, nor on a page made of one.
const alive = (model) => Boolean(model.widget_manager?.kernel && (model.get("layout")?.comm_live ?? true));
