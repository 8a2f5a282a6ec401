// How fit footage is to become a presenter: the look at it, told as it goes, and what it found.
import { api, el, icon, iconButton, say } from "./studio.js";

// Asks until it is known. `going` says whether anybody still wants to know, `onShare` how far it is.
export async function examine(asked, { going = () => true, onShare = () => {} } = {}) {
  for (let wait = 0.3; going(); wait = 1) {
    const told = await api("POST", "/presenters/check", { ...asked, wait_s: wait });
    if (told.done) return told;
    if (going()) onShare(told);
  }
  return null;
}

export function looking() {
  const bar = el("progress", { max: 100, value: 0, "aria-label": say("looking", { percent: 0 }) });
  const words = el("p", { class: "hint" }, say("looking", { percent: 0 }));
  const node = el("div", { class: "looking" }, words, bar);
  return {
    node,
    show({ share, before }) {
      const percent = Math.min(99, Math.floor(share * 100));
      bar.value = percent;
      words.textContent = before > 0 ? say("waiting-look") : say("looking", { percent });
    },
  };
}

function enlarge(source) {
  const dialog = el("dialog", { class: "sheet-large", "aria-label": say("sheet") },
    el("div", { class: "row end" }, iconButton("close", say("close"), () => dialog.close())),
    el("div", { class: "scroll", tabindex: 0 }, el("img", { src: source, alt: say("sheet") })));
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

// Who of several people speaks, by the numbers in the picture; `chosen` hears of it.
function who(told, chosen) {
  if (told.people < 2 || !chosen) return null;
  const numbers = Array.from({ length: told.people }, (_, at) => at + 1);
  return el("fieldset", { class: "who" }, el("legend", {}, say("who", { people: told.people })),
    numbers.map((number) => {
      const input = el("input", { type: "radio", name: "face", value: number, onchange: () => chosen(number) });
      input.checked = number === told.face;
      return el("label", {}, input, String(number));
    }),
    el("p", { class: "wrong", id: "face-wrong", role: "alert", hidden: true }));
}

export function report(told, chosen = null) {
  const sheet = told.sheet && el("button", { type: "button", class: "sheet", "aria-label": say("enlarge"), title: say("enlarge"), onclick: () => enlarge(told.sheet) },
    el("img", { src: told.sheet, alt: say("sheet") }));
  return el("div", { class: "report", "data-grade": told.grade },
    el("p", { class: "grade" }, icon(told.grade === "good" ? "check" : "look"), el("b", {}, say(`grade-${told.grade}`))),
    told.remarks.length > 0 && el("ul", {}, told.remarks.map((one) => el("li", { "data-code": one.code }, one.sentence))),
    who(told, chosen), sheet, sheet && el("p", { class: "hint" }, say("sheet")));
}
