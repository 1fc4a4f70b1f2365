"use strict";
// The line to the console. The terminal takes it for one WebSocket that never breaks: here it is
// opened again when it does, to the same console where that still waits, and no key is lost or sent
// twice on the way. What there is to tell of it goes to the page, as an event "line" of the window.

const RealWebSocket = window.WebSocket;
const TAB = "ooh-console session"; // Known to this tab alone, and in no address.
const AGAIN = [300, 700, 1500, 3000, 5000]; // Milliseconds until it is tried again; then the last.
const BEAT = 10000; // Milliseconds between looks whether anybody is still there.
const PIECE = 16000; // Characters of a paste that go in one message.

class Line extends EventTarget {
  constructor(address) {
    super();
    const size = new URL(address, location.href).searchParams;
    this.size = { width: Number(size.get("width")) || 80, height: Number(size.get("height")) || 24 };
    this.address = new URL("/line", location.href);
    this.address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    this.ready = false; // Whether keys can go.
    this.lost = false; // Whether it was said that they cannot.
    this.begun = false;
    this.early = []; // Keys from before the first console was there.
    this.sent = 0; // The number of the last keys.
    this.unsure = []; // Those of which it is not known whether they arrived.
    this.tries = 0;
    this.beats = 0;
    this.heard = true;
    this.timer = 0; // Set while it waits to try again.
    Line.one = this;
    setInterval(() => this.beat(), BEAT);
    window.addEventListener("online", () => this.hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.hurry());
    this.connect();
  }

  tells(what, more) {
    window.dispatchEvent(new CustomEvent("line", { detail: { what, more } }));
  }

  // For the terminal

  send(text) {
    const [kind, content] = JSON.parse(text);
    if (kind === "stdin") {
      for (const piece of pieces(content)) this.type(piece);
    } else if (kind === "resize") {
      this.size = content;
      if (this.ready) this.put(["resize", content]);
    }
  }

  type(keys) {
    if (!this.begun) this.early.push(keys);
    if (!this.ready) return;
    this.sent += 1;
    this.unsure.push([this.sent, keys]);
    this.put(["stdin", keys, this.sent]);
  }

  // The real one

  connect() {
    clearTimeout(this.timer);
    this.timer = 0;
    const real = new RealWebSocket(this.address);
    this.real = real;
    this.heard = true;
    real.binaryType = "arraybuffer";
    const mine = (does) => (event) => real === this.real && does(event);
    real.onopen = mine(() => {
      const token = sessionStorage.getItem(TAB) ?? "";
      this.put(["hello", { token, ...this.size }]);
    });
    real.onmessage = mine(({ data }) => {
      this.heard = true;
      if (typeof data === "string") this.hear(JSON.parse(data));
      else this.draw(data);
    });
    real.onclose = mine(() => this.broken());
  }

  wipe() {
    this.draw(new TextEncoder().encode("\x1bc\x1b[?25l").buffer);
  }

  put(message) {
    if (this.real.readyState === RealWebSocket.OPEN) this.real.send(JSON.stringify(message));
  }

  draw(data) {
    this.dispatchEvent(new MessageEvent("message", { data }));
  }

  hear([kind, content, got]) {
    if (kind === "session") this.begins(content);
    else if (kind === "pong") this.unsure = this.unsure.filter(([number]) => number > got);
    else if (kind === "open") this.tells("address", content);
    else if (kind === "refused") this.refused = content.words;
    else if (kind === "ended") this.ends(content);
  }

  begins({ token, same, got }) {
    sessionStorage.setItem(TAB, token);
    const unsure = this.unsure.filter(([number]) => number > got);
    const first = !this.begun;
    this.unsure = [];
    this.sent = got;
    this.ready = this.begun = true;
    this.tries = 0;
    this.refused = "";
    if (first) this.dispatchEvent(new Event("open"));
    else this.wipe();
    this.put(["resize", this.size]);
    if (same) for (const [, keys] of unsure) this.type(keys);
    if (first) for (const keys of this.early) this.type(keys);
    this.tells("here", { same, first, lost: this.lost, unsure: !same && unsure.length > 0 });
    this.lost = false;
  }

  broken() {
    this.ready = false;
    const wait = this.refused ? AGAIN.at(-1) : AGAIN[Math.min(this.tries++, AGAIN.length - 1)];
    if (this.refused) this.tells("refused", this.refused);
    else if (!this.lost) this.tells("lost");
    this.lost = true;
    this.timer = setTimeout(() => this.connect(), wait);
  }

  ends({ why, words }) {
    this.real.onclose = null;
    this.ready = false;
    if (why !== "elsewhere") sessionStorage.removeItem(TAB);
    this.unsure = [];
    this.lost = true;
    this.wipe();
    this.tells(why, words);
    // A server that was closed is often started again.
    if (why === "closing") this.timer = setTimeout(() => this.connect(), AGAIN.at(-1));
  }

  again() {
    this.tries = 0;
    this.connect();
  }

  hurry() {
    if (this.timer) this.connect();
  }

  beat() {
    if (!this.ready) return;
    if (!this.heard) {
      // A dead line may take minutes to close.
      this.real.onclose = null;
      this.real.close();
      this.broken();
      return;
    }
    this.heard = false;
    this.put(["ping", (this.beats += 1)]);
  }
}

function* pieces(text) {
  for (let from = 0; from < text.length; ) {
    let to = Math.min(from + PIECE, text.length);
    // Not between the two halves of one character.
    if (to < text.length && /[\ud800-\udbff]/.test(text[to - 1])) to -= 1;
    yield text.slice(from, to);
    from = to;
  }
}

window.WebSocket = Line;
