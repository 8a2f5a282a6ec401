// How a clip was made, as rows people can read.
import { api, bytes, el, lips, say } from "./studio.js";

const number = (value, digits = value < 0.1 ? 2 : 1) => value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: digits });

function stages(told) {
  const entries = Object.entries(told);
  const most = Math.max(...entries.map(([, seconds]) => seconds), 0.001);
  return el("ul", { class: "stages" }, entries.map(([name, seconds]) =>
    el("li", {}, el("span", {}, say(`receipt-${name}`, {}, name)), el("meter", { min: 0, max: most, value: seconds, "aria-hidden": "true" }), el("span", {}, say("seconds", { number: number(seconds) })))));
}

function rows(told, order) {
  const facts = [
    [say("engine"), [lips(told.engine), told.tracker !== "mediapipe" && told.tracker].filter(Boolean).join(", ")],
    [say("voice"), [told.voice, told.language].filter(Boolean).join(", ")],
    [say("picture"), told.width && `${told.width}×${told.height}, ${number(told.fps || 0)} fps, ${bytes(order.clip.size_bytes)}`],
    [say("phones"), told.phones && number(told.phones.filter(([symbol]) => symbol).length)],
    [say("reused-parts"), told.reused?.length ? told.reused.join(", ") : told.reused_s ? say("seconds", { number: number(told.reused_s) }) : null],
    [say("faceless"), told.faceless_spans?.length ? told.faceless_spans.map(([from, to]) => `${number(from)}–${number(to)} s`).join(", ") : null],
    [say("remarks"), Object.entries(told.remarks || {}).map(([code, sentence]) => say(`remark-${code}`, {}, sentence)).join(" ")],
    [say("total"), told.total_s !== undefined && say("seconds", { number: number(told.total_s) })],
  ];
  return facts.filter(([, value]) => value).map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value)));
}

// Filled when the answer is there.
export function receipt(order) {
  const place = el("div", { class: "how" });
  api("GET", `/orders/${order.id}/receipt`).then((told) => {
    place.append(el("dl", {}, rows(told, order)), told.stages_s ? stages(told.stages_s) : "");
    place.append(el("p", { class: "hint" }, say("number", { id: order.id }), " ", el("a", { href: `/studio/log?order=${order.id}` }, say("log-of"))));
  }).catch((problem) => place.append(el("p", { class: "wrong" }, problem.message)));
  return place;
}
