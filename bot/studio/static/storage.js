// What lies on the disk, as a bar with words, and cleaning up by button.
import { api, ask, byId, bytes, el, say, toast } from "./studio.js";

const PARTS = ["clips", "inputs", "prepared", "presenters"];
let told = null;

async function measure() {
  try { told = await api("GET", "/storage"); } catch (problem) { toast(problem.message); return; }
  byId("storage-line").textContent = say("storage-line", { clips: told.clips, size: bytes(told.clips_bytes), free: bytes(told.free_bytes) });
  byId("keep").textContent = told.keep_days ? say("keep", { days: told.keep_days }) : say("keep-all");
  draw();
}

function draw() {
  const ours = PARTS.map((name) => [name, told[`${name}_bytes`]]);
  const used = Math.max(0, told.total_bytes - told.free_bytes - ours.reduce((sum, [, size]) => sum + size, 0));
  const parts = [...ours, ["other", used], ["free", told.free_bytes]];
  byId("disk").replaceChildren(...parts.map(([name, size]) => {
    const piece = el("span", { class: `part part-${name}` });
    piece.style.flexGrow = size / told.total_bytes;
    return piece;
  }));
  byId("disk").setAttribute("aria-label", parts.map(([name, size]) => `${say(`part-${name}`)}: ${bytes(size)}`).join(", "));
  byId("legend").replaceChildren(...parts.map(([name, size]) => el("li", {}, el("i", { class: `part part-${name}` }), el("span", {}, say(`part-${name}`)), el("b", {}, bytes(size)))));
}

const days = () => Math.max(0, Number(byId("days").value) || 0);
let turn = 0;

async function offer() {
  const mine = ++turn;
  let cleans;
  try { cleans = await api("GET", `/storage/clean?older_than_days=${days()}`); } catch (problem) { toast(problem.message); return; }
  if (mine !== turn) return;
  byId("cleans").replaceChildren(...cleans.map((one) => {
    const told = { count: one.count, size: bytes(one.size_bytes), days: days() };
    const button = el("button", { type: "button", disabled: one.count === 0, onclick: () => clean(one.what, told) }, say("clean-do"));
    return el("li", {}, el("div", {}, el("b", {}, say(`clean-${one.what}`)), el("p", { class: "hint" }, one.count ? say(`clean-${one.what}-told`, told) : say("clean-nothing"))), button);
  }));
}

async function clean(what, told) {
  if (!(await ask(say(`clean-${what}-sure`, told), say("delete")))) return;
  try {
    const [freed] = await api("POST", "/storage/clean", { what: [what], older_than_days: told.days });
    toast(say("freed", { count: freed.count, size: bytes(freed.size_bytes) }));
  } catch (problem) { toast(problem.message); }
  dispatchEvent(new Event("clips-changed"));
  await Promise.all([measure(), offer()]);
}

let typing = 0;
byId("days").addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(offer, 300); });
byId("storage").addEventListener("toggle", () => { if (byId("storage").open) { measure(); offer(); } });
addEventListener("storage-changed", () => { measure(); if (byId("storage").open) offer(); });
measure();
