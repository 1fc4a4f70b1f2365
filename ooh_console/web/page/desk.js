"use strict";
// The page around the terminal: what is said about the line, which keys are the desk's, the start.

const SIZE = 16; // Pixels; smaller where 80 columns and 24 rows would not fit.
const SMALLEST = 9;
const SAID_FOR = 8000; // Milliseconds for what is no trouble.
const SHOWN_FOR = 1800000; // Milliseconds for which the last picture stays when the line is lost.

const title = document.title;
const notice = document.getElementById("notice");
const again = document.getElementById("again");
const said = document.getElementById("said");

const keyboard = () => document.querySelector(".xterm-helper-textarea");
const clock = () =>
  new Date().toLocaleTimeString("en-GB", { timeZoneName: "short" });

// What is said

function show(what, more, { button = "", kind = "" } = {}) {
  document.getElementById("what").textContent = what;
  document.getElementById("more").textContent = more;
  again.textContent = button;
  again.hidden = !button;
  notice.className = kind;
  notice.hidden = false;
  document.title = `${what} · ${title}`;
  (button ? again : notice).focus();
}

function hide() {
  clearTimeout(show.wiping);
  notice.hidden = true;
  document.title = title;
  keyboard()?.focus();
}

function say(...parts) {
  said.replaceChildren(...parts);
  said.hidden = false;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => (said.hidden = true), SAID_FOR);
}

const KEPT = "What is saved is in the log, and what was typed and not saved is kept.";
const AGAIN_BY_ENTER = { button: "Open the desk again (Enter)" };
const TELLS = {
  here({ same, first, lost, unsure }) {
    hide();
    if (same && (lost || first)) say("Connected again: the desk is as you left it.");
    else if (!first)
      say(
        "Connected again, to a new session. What was typed and not saved is where it was." +
          (unsure ? " The last keys may be missing: look at the line." : ""),
      );
  },
  lost() {
    // What there is to ring and to read stays in sight, for a while.
    show(
      `CONNECTION LOST at ${clock()}`,
      "What you see is from then, and keys that you press now go nowhere. The desk goes on without " +
        `you for 2 minutes, as you left it; after that you sign in again. ${KEPT} It is tried again ` +
        "all the time, and this goes away by itself.",
      { kind: "trouble over" },
    );
    show.wiping = setTimeout(() => Line.one.wipe(), SHOWN_FOR);
  },
  refused: (words) =>
    show("NO SESSION IS FREE", `${words} It is tried again all the time.`, { kind: "trouble" }),
  closing: () =>
    show(
      `THE SERVER WAS CLOSED at ${clock()}`,
      `${KEPT} It is tried again all the time, and this goes away by itself.`,
      { kind: "trouble" },
    ),
  failed: (words) => show("THE CONSOLE STOPPED", words, { ...AGAIN_BY_ENTER, kind: "trouble" }),
  left: () => show("You left the desk", KEPT, AGAIN_BY_ENTER),
  idle: () => show("The session ended", `Nobody typed here for hours. ${KEPT}`, AGAIN_BY_ENTER),
  elsewhere: () =>
    show("The desk is open in another tab", KEPT, { button: "Use it here (Enter)" }),
  address(text) {
    let url;
    try {
      url = new URL(text);
    } catch {
      return;
    }
    if (url.protocol !== "https:" && url.protocol !== "http:") return;
    openWindow(url.href, "_blank", "noopener,noreferrer");
    const link = document.createElement("a");
    link.href = url.href;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    link.textContent = url.host;
    say("If no tab opened: ", link);
  },
};

window.addEventListener("line", ({ detail }) => TELLS[detail.what]?.(detail.more));

again.addEventListener("click", () => {
  show("Connecting…", "The desk is being opened.");
  Line.one.again();
});

// Keys

window.addEventListener(
  "keydown",
  (event) => {
    if (!notice.hidden) return;
    const word = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase();
    // The browser pastes; the terminal would take it for a sign.
    if (word === "v") event.stopImmediatePropagation();
    // Help, search, reload, caret browsing, tools: keys of the desk, whatever has the focus.
    else if (/^F\d+$/.test(event.key) && !event.altKey) event.preventDefault();
  },
  true,
);
// Nothing else on the page takes keys.
for (const [target, kind] of [[window, "focus"], [document, "pointerup"]])
  target.addEventListener(kind, () => notice.hidden && keyboard()?.focus());
document.addEventListener("contextmenu", (event) => event.preventDefault());

// The start: the terminal measures its font, which must be there.

const terminal = document.getElementById("terminal");
const fits = Math.min(SIZE, innerWidth / 80 / 0.61, innerHeight / 24 / 1.35);
terminal.dataset.fontSize = String(Math.max(SMALLEST, Math.floor(fits)));
const start = window.onload;
window.onload = async () => {
  await Promise.allSettled(
    ["400", "700"].map((weight) => document.fonts.load(`${weight} ${SIZE}px "Roboto Mono"`)),
  );
  start();
};
