"use strict";
// Before the terminal is loaded: what it may not do, and what the page allows it.

// It makes style elements of its own; the page's policy takes only those with this number.
{
  const nonce = document.currentScript.nonce;
  const create = document.createElement.bind(document);
  document.createElement = (name, ...more) => {
    const made = create(name, ...more);
    if (String(name).toLowerCase() === "style") made.nonce = nonce;
    return made;
  };
}

// An address in somebody's words is words: a click on it opens nothing.
const openWindow = window.open.bind(window);
window.open = () => null;
