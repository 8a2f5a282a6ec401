// A button that opens a short list of things to do; arrow keys move in it, Escape closes it.
import { el, icon } from "./studio.js";

const EDGE_PX = 8;
let open = null;

// Into the window: below the button where there is no room above, and not beyond the left edge.
function fit(list) {
  list.classList.remove("below");
  list.style.right = "0px";
  const { left, top } = list.getBoundingClientRect();
  list.classList.toggle("below", top < EDGE_PX);
  if (left < EDGE_PX) list.style.right = `${left - EDGE_PX}px`;
}

export function menu(label, items) {
  const list = el("div", { class: "menu-list", role: "menu", "aria-label": label, hidden: true });
  const button = el("button", { type: "button", class: "icon", "aria-label": label, title: label, "aria-haspopup": "menu", "aria-expanded": "false" }, icon("more"));
  const node = el("div", { class: "menu-of" }, button, list);
  const close = (back = false) => {
    list.hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (open === close) open = null;
    if (back) button.focus();
  };
  const show = () => {
    open?.();
    list.replaceChildren(...items().map(([picture, words, act, kind]) => el("button", { type: "button", role: "menuitem", tabindex: -1, class: kind, onclick: () => { close(true); act(); } }, icon(picture), el("span", {}, words))));
    list.hidden = false;
    fit(list);
    button.setAttribute("aria-expanded", "true");
    open = close;
    list.firstElementChild.focus();
  };
  button.addEventListener("click", () => { if (list.hidden) show(); else close(); });
  node.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const all = [...list.children];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") { event.stopPropagation(); close(true); }
    if (event.key === "Tab") close();
    if (!step) return;
    event.preventDefault();
    all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
  });
  return node;
}

addEventListener("click", (event) => { if (open && !event.target.closest(".menu-of")) open(); });
