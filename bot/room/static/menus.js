// The command menu, the reply keyboard, and the menu of the chat itself.
import { block, clear } from "./api.js";
import { fill, sendNow } from "./composer.js";
import { ask, byId, config, el, toast, words } from "./dom.js";

const box = byId("text");
const listbox = byId("commands");
let commands = [];
let chosen = 0;
let shown = [];

export function state(now) {
  commands = now.commands;
  byId("menu").hidden = commands.length === 0;
  byId("blocked").hidden = !now.blocked;
  const block_ = byId("block");
  if (block_) block_.hidden = now.blocked;
  keyboard(now.keyboard);
}

function keyboard(given) {
  const rows = given?.keyboard || [];
  const node = byId("keyboard");
  node.replaceChildren(...rows.map((row) => el("div", {}, ...row.map((key) =>
    el("button", { type: "button", onclick: () => sendNow(key.text) }, key.text)))));
  byId("keys").hidden = rows.length === 0;
  node.hidden = rows.length === 0 || byId("keys").getAttribute("aria-expanded") === "false";
  box.placeholder = given?.input_field_placeholder || words.message;
}

function open(prefix) {
  shown = commands.filter((one) => one.command.startsWith(prefix));
  chosen = 0;
  listbox.replaceChildren(...shown.map((one, index) => el("button", {
    type: "button", role: "option", id: `command-${index}`, tabindex: -1, "aria-selected": index === 0 ? "true" : "false",
    onclick: () => take(one),
  }, el("b", {}, `/${one.command}`), el("span", {}, one.description))));
  listbox.hidden = shown.length === 0;
  byId("menu").setAttribute("aria-expanded", String(!listbox.hidden));
  mark();
}

function close() {
  listbox.hidden = true;
  byId("menu").setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
}

function mark() {
  [...listbox.children].forEach((node, index) => {
    node.setAttribute("aria-selected", String(index === chosen));
    if (index === chosen && !listbox.hidden) {
      node.scrollIntoView({ block: "nearest" });
      box.setAttribute("aria-activedescendant", node.id);
    }
  });
}

function take(command) {
  close();
  fill("");
  sendNow(`/${command.command}`);
}

function keys(event) {
  if (listbox.hidden || event.isComposing) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    chosen = (chosen + (event.key === "ArrowDown" ? 1 : shown.length - 1)) % shown.length;
    mark();
  } else if (event.key === "Enter" && !event.shiftKey) take(shown[chosen]);
  else if (event.key === "Tab") fill(`/${shown[chosen].command} `);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
}

function more() {
  const button = byId("more");
  const menu = byId("more-menu");
  const set = (isOpen) => {
    menu.hidden = !isOpen;
    button.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) menu.firstElementChild.focus();
  };
  button.addEventListener("click", () => set(menu.hidden));
  document.addEventListener("click", (event) => { if (!event.target.closest(".more")) set(false); });
  menu.addEventListener("click", () => set(false));
  menu.addEventListener("keydown", (event) => {
    const items = [...menu.children].filter((item) => !item.hidden);
    const at = items.indexOf(document.activeElement);
    if (event.key === "Escape") { set(false); button.focus(); }
    else if (event.key === "ArrowDown") items[(at + 1) % items.length].focus();
    else if (event.key === "ArrowUp") items[(at + items.length - 1) % items.length].focus();
    else return;
    event.preventDefault();
  });
}

export function begin() {
  box.addEventListener("changed", () => {
    const typed = /^\/(\w*)$/.exec(box.value);
    if (typed) open(typed[1].toLowerCase());
    else close();
  });
  // Before the composer's own keys, so that Enter takes a command here.
  box.addEventListener("keydown", keys, { capture: true });
  byId("menu").addEventListener("click", () => {
    if (!listbox.hidden) return close();
    open("");
    box.focus();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("#commands, #menu, #text")) close();
  });
  byId("keys").addEventListener("click", () => {
    const isOpen = byId("keys").getAttribute("aria-expanded") === "false";
    byId("keys").setAttribute("aria-expanded", String(isOpen));
    byId("keyboard").hidden = !isOpen;
  });
  more();
  byId("block")?.addEventListener("click", () => block().catch((error) => toast(error.message)));
  byId("clear")?.addEventListener("click", async () => {
    if (await ask(words.clear_ask, { yes: words.yes_clear })) clear().catch((error) => toast(error.message));
  });
  state(config.state);
}
