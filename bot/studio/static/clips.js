// A clip as a card that follows its order, and the window it plays in.
import { api, ask, bytes, clock, duration, el, ended, icon, iconButton, say, toast } from "./studio.js";

export function title(order) {
  return order.label || order.text || order.sound_name || order.footage_name || order.id;
}

export function progress(order) {
  if (ended(order)) return null;
  const running = order.state === "running";
  const stage = running ? say(order.stage ? `stage-${order.stage}` : "stage-start") : order.held ? say("state-held") : order.ahead > 0 ? say("waiting", { ahead: order.ahead }) : say("next");
  const left = order.left_s === null || order.left_s === undefined || order.held ? "" : say("left", { time: duration(order.left_s) });
  const percent = Math.min(99, Math.floor(order.share * 100));
  return el("div", { class: "progress" },
    el("progress", running ? { max: 100, value: percent, "aria-label": stage } : { max: 100, value: 0, "aria-label": stage }),
    el("p", {}, el("span", {}, stage), el("span", {}, running ? `${percent} %` : ""), el("span", {}, left)));
}

// What of an order stays while it is waited for and made. Only the rest is drawn anew as that goes on: a click is lost when the
// button that was pressed is gone before it is let go.
export const settledLook = (order) => JSON.stringify({ ...order, state: ended(order) ? order.state : "open", share: 0, stage: null, ahead: 0, left_s: null, started_at: null });

// The clip in a window of its own, with the keys and controls of the browser's player.
export function play(order) {
  const tracks = order.clip.vtt ? [el("track", { kind: "subtitles", src: order.clip.vtt, srclang: order.language || "und", label: say("subtitles"), default: true })] : [];
  const video = el("video", { controls: true, autoplay: true, playsinline: true, poster: order.clip.thumbnail, src: order.clip.url }, ...tracks);
  const dialog = el("dialog", { class: "player", "aria-label": title(order) },
    el("div", { class: "row" }, el("b", {}, title(order)), iconButton("close", say("close"), () => dialog.close())),
    video,
    el("div", { class: "actions" }, el("a", { class: "button", href: order.clip.download, download: "" }, icon("save"), say("download"))));
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => { video.pause(); video.removeAttribute("src"); dialog.remove(); });
  document.body.append(dialog);
  dialog.showModal();
}

// One order as a card that redraws itself; `actions` adds buttons for an ended order.
export function clipCard(order, { actions = () => [], removed = () => {} } = {}) {
  const node = el("article", { class: "clip", "data-order": order.id });
  let shown = null;
  let settled = null;
  let told = null;
  let drawnAt = 0;
  const act = async (method, path) => {
    const since = performance.now();
    try { draw(await api(method, `/orders/${order.id}${path}`), since); } catch (problem) { toast(problem.message); }
  };
  function media() {
    if (!order.clip) return el("div", { class: "still" }, icon(order.state === "failed" ? "close" : "one"));
    return el("button", { type: "button", class: "still", "aria-label": say("play", { name: title(order) }), onclick: () => play(order) },
      el("img", { src: order.clip.thumbnail, alt: "", loading: "lazy" }), el("span", { class: "go" }, icon("play")));
  }
  // An answer asked for at `since` is older than news that came meanwhile.
  function draw(next, since = Infinity) {
    if (drawnAt > since) return;
    drawnAt = performance.now();
    order = next;
    const look = JSON.stringify(order);
    if (look === shown) return;
    shown = look;
    const before = settled;
    settled = settledLook(order);
    node.dataset.state = order.state;
    if (told && settled === before) { told.replaceWith(told = progress(order)); return; }
    told = progress(order);
    const facts = [order.presenter_name || order.footage_name, order.clip && clock(order.clip.duration_s), order.clip && bytes(order.clip.size_bytes), order.draft && say("draft-mark")];
    const buttons = ended(order)
      ? [order.clip && el("a", { class: "button", href: order.clip.download, download: "" }, icon("save"), say("download")),
        order.clip?.srt && el("a", { class: "button", href: order.clip.srt, download: "" }, icon("log"), "SRT"),
        ...actions(order),
        order.state === "failed" && el("a", { class: "button", href: `/studio/log?order=${order.id}` }, icon("log"), say("log-of")),
        (order.state === "failed" || order.state === "cancelled") && el("button", { type: "button", onclick: () => act("POST", "/retry") }, icon("again"), say("retry")),
        iconButton("bin", say("delete"), async () => {
          if (!(await ask(say("delete-sure"), say("delete")))) return;
          try { await api("DELETE", `/orders/${order.id}`); node.remove(); removed(order); } catch (problem) { toast(problem.message); }
        })]
      : [el("button", { type: "button", onclick: () => act("POST", "/cancel") }, icon("close"), say("cancel"))];
    const body = el("div", { class: "about" },
      el("h3", {}, title(order)),
      el("p", { class: "facts" }, facts.filter(Boolean).join(" · ")),
      told,
      order.failure && el("p", { class: "wrong", role: "alert" }, order.failure.message),
      order.state === "cancelled" && el("p", { class: "hint" }, say("state-cancelled")),
      el("div", { class: "actions" }, buttons));
    const focused = node.contains(document.activeElement) && document.activeElement.textContent;
    node.replaceChildren(media(), body);
    if (focused) [...node.querySelectorAll("button, a")].find((one) => one.textContent === focused)?.focus();
  }
  draw(order);
  return { node, draw, get order() { return order; } };
}

// A list of cards kept in step with the line.
export class Cards {
  constructor(place, options = {}) {
    this.place = place;
    this.options = options;
    this.cards = new Map();
  }
  show(order, { first = true, since = Infinity } = {}) {
    const known = this.cards.get(order.id);
    if (known) { known.draw({ ...order, ahead: order.ahead || known.order.ahead, left_s: order.left_s ?? known.order.left_s }, since); return known; }
    const card = clipCard(order, this.options);
    this.cards.set(order.id, card);
    if (first) this.place.prepend(card.node); else this.place.append(card.node);
    return card;
  }
  has(order) { return this.cards.has(order.id); }
  places(places) {
    for (const [id, [ahead, left]] of Object.entries(places)) {
      const card = this.cards.get(id);
      if (card && !ended(card.order)) card.draw({ ...card.order, ahead, left_s: left });
    }
  }
}
