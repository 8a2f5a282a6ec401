// Building blocks of the page: elements, icons, times. Nothing here ever parses HTML from a message.
const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
  back: "M15 5l-7 7 7 7",
  dots: "M12 5.500v.01M12 12v.01M12 18.500v.01",
  down: "M6 9.500l6 6 6-6",
  close: "M6.500 6.500l11 11M17.500 6.500l-11 11",
  clip: "M20 11.500l-8.300 8.200a5 5 0 0 1-7.100-7.100l8.700-8.600a3.400 3.400 0 0 1 4.800 4.800l-8.600 8.500a1.700 1.700 0 0 1-2.400-2.400l7.600-7.500",
  slash: "M4.500 7h15M4.500 12h15M4.500 17h9",
  keys: "M4 6.500h16v11H4zM8 10h.01M12 10h.01M16 10h.01M8.500 14h7",
  mic: "M12 3.500a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0v-5a3 3 0 0 1 3-3zM5.800 11.500a6.200 6.200 0 0 0 12.400 0M12 17.700v3",
  send: "M12 19.500v-15M5.500 11L12 4.500l6.500 6.500",
  bin: "M5 7h14M10 7V4.800h4V7M7 7l.8 12.500h8.400L17 7M10.500 10.500v5.500M13.500 10.500v5.500",
  reply: "M10 6.500L4.500 12l5.500 5.500M5 12h8.500c3.500 0 6 2 6.500 6",
  save: "M12 4.500v10.500M7.500 11l4.500 4.500 4.500-4.500M5 19.500h14",
  file: "M7 3.500h7l4 4v13H7zM14 3.500v4h4",
  play: "M8 5.500v13l11-6.500z",
  pause: "M7.500 5.500h3.200v13H7.500zM13.300 5.500h3.200v13h-3.200z",
};

export const config = JSON.parse(document.getElementById("config").textContent);
export const words = config.texts;

export function say(key, details = {}) {
  return words[key].replace(/\{(\w+)\}/g, (_, name) => details[name]);
}

export function byId(id) {
  return document.getElementById(id);
}

export function el(tag, given = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export function svg(tag, given, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(given)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

export function icon(name) {
  return svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("path", { d: ICONS[name] }));
}

export function dress(root = document) {
  for (const node of root.querySelectorAll("[data-icon]")) {
    if (!node.firstChild) node.append(icon(node.dataset.icon));
  }
}

export function clock(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const minutes = Math.floor(whole / 60);
  const rest = String(whole % 60).padStart(2, "0");
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${rest}`;
}

export function hour(date) {
  return new Date(date * 1000).toLocaleTimeString(config.language, { hour: "numeric", minute: "2-digit" });
}

export function day(date) {
  const then = new Date(date * 1000);
  const today = new Date();
  const yesterday = new Date();
  yesterday.setDate(today.getDate() - 1);
  if (then.toDateString() === today.toDateString()) return words.today;
  if (then.toDateString() === yesterday.toDateString()) return words.yesterday;
  const year = then.getFullYear() === today.getFullYear() ? undefined : "numeric";
  return then.toLocaleDateString(config.language, { day: "numeric", month: "long", year });
}

export function bytes(size) {
  if (size < 1000) return `${size} B`;
  const power = Math.min(3, Math.floor(Math.log(size) / Math.log(1000)));
  return `${(size / 1000 ** power).toLocaleString(config.language, { maximumFractionDigits: 1 })} ${["B", "kB", "MB", "GB"][power]}`;
}

let hiding = 0;

export function toast(sentence) {
  const node = byId("toast");
  node.textContent = sentence;
  node.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => { node.hidden = true; }, Math.max(3500, sentence.length * 70));
}

export function ask(sentence, { question = true, yes = words.ok } = {}) {
  const dialog = byId("ask");
  byId("ask-text").textContent = sentence;
  dialog.querySelector("[value=no]").hidden = !question;
  dialog.querySelector("[value=yes]").textContent = yes;
  dialog.returnValue = "";
  dialog.showModal();
  dialog.querySelector("[value=yes]").focus();
  return new Promise((done) => {
    dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true });
  });
}
