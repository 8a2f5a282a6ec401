// Many files at once: each is sent, shown, and says itself what is wrong with it.
import { api, byId, bytes, calm, clock, el, icon, iconButton, say, upload } from "./studio.js";

const AT_ONCE = 3;
// Beyond so many, videos are shown as a sign only: a browser holds few of them at once.
const FILMED = 40;

export class Targets {
  constructor(kept, changed) {
    this.items = [];
    this.changed = changed;
    this.sending = 0;
    this.wire();
    this.restore(kept || []);
  }
  wire() {
    const hint = say("drop");
    const picker = el("input", { type: "file", accept: "video/*,image/*", multiple: true, class: "hidden-file", "aria-label": hint });
    const place = byId("targets-drop");
    picker.addEventListener("change", () => { this.add([...picker.files]); picker.value = ""; });
    for (const name of ["dragover", "dragleave", "drop"]) {
      place.addEventListener(name, (event) => {
        event.preventDefault();
        place.classList.toggle("over", name === "dragover");
        if (name === "drop") this.add([...event.dataTransfer.files]);
      });
    }
    place.append(el("label", { class: "face" }, icon("add"), el("span", {}, hint), picker));
    byId("targets-clear").addEventListener("click", () => { for (const item of [...this.items]) this.remove(item); });
  }
  restore(kept) {
    for (const sent of kept) {
      const item = this.make(sent.name, { sent });
      api("GET", `/uploads/${sent.id}`).catch((problem) => { if (problem.code === "unknown-upload") this.remove(item); });
    }
    this.told();
  }
  make(name, given) {
    const item = { name, node: el("li", { class: "target" }), sent: null, problem: null, ...given };
    this.items.push(item);
    byId("targets").append(item.node);
    this.draw(item);
    return item;
  }
  add(files) {
    calm(byId("targets-drop").parentElement);
    for (const file of files) this.make(file.name, { file });
    this.told();
    this.go();
  }
  // A few at a time, so that the first are there soon and the page still gets its answers.
  go() {
    for (const item of this.items) {
      if (this.sending >= AT_ONCE) return;
      if (item.file && !item.sent && !item.problem && !item.started) this.send(item);
    }
  }
  async send(item) {
    item.started = true;
    item.problem = null;
    this.sending += 1;
    this.draw(item);
    try {
      const sent = await upload(item.file, (share) => { if (item.bar) item.bar.value = share; });
      if (sent.kind === "video" || sent.kind === "photo") item.sent = sent;
      else item.problem = { message: say("not-a-face", { name: item.name }) };
    } catch (problem) { item.problem = problem; }
    item.started = false;
    this.sending -= 1;
    if (this.items.includes(item)) { this.draw(item); this.told(); }
    this.go();
  }
  remove(item) {
    this.items = this.items.filter((one) => one !== item);
    item.node.remove();
    this.told();
  }
  draw(item) {
    const { sent, problem } = item;
    item.bar = sent || problem ? null : el("progress", { max: 1, value: 0, "aria-label": say("sending") });
    item.node.classList.toggle("bad", Boolean(problem));
    const facts = sent && [sent.duration_s && clock(sent.duration_s), sent.width && `${sent.width}×${sent.height}`, bytes(sent.size_bytes)].filter(Boolean).join(" · ");
    item.node.replaceChildren(...[
      this.picture(item),
      el("div", {}, el("b", {}, item.name), facts && el("small", {}, facts), item.bar, problem && el("p", { class: "wrong", role: "alert" }, problem.message)),
      problem?.code === "unreachable" && iconButton("again", `${say("retry")}: ${item.name}`, () => { item.problem = null; this.go(); this.told(); }),
      iconButton("close", `${say("remove")}: ${item.name}`, () => this.remove(item)),
    ].filter(Boolean));
  }
  picture({ sent, problem }) {
    const source = sent && `/api/v1/uploads/${sent.id}/file`;
    if (sent?.kind === "photo") return el("img", { src: source, alt: "", loading: "lazy" });
    if (sent?.kind === "video" && this.items.length <= FILMED) return el("video", { src: `${source}#t=0.1`, muted: true, preload: "metadata", playsinline: true, "aria-hidden": "true" });
    return el("span", { class: "sign" }, icon(problem ? "close" : "video"));
  }
  told() {
    const waiting = this.items.filter((item) => !item.sent && !item.problem).length;
    byId("targets-head").hidden = !this.items.length;
    byId("targets-sent").textContent = say("sent", { done: this.ready.length, total: this.items.length });
    this.waiting = waiting;
    this.changed();
  }
  get ready() { return this.items.filter((item) => item.sent); }
  // The sentence of a problem beside the file it is about.
  blame(at, message) {
    const item = this.ready[at];
    if (!item) return false;
    item.problem = { message };
    item.sent = null;
    this.draw(item);
    item.node.scrollIntoView({ block: "nearest" });
    this.told();
    return true;
  }
}
