// Many clips: one sound or text, many videos and presenters.
import { api, byId, calm, complain, config, say } from "./studio.js";
import { gallery, look, lookKept, lookMissing, memory, wireLook, wireSaid } from "./form.js";
import { show, wireBatches } from "./batch.js";
import { Targets } from "./targets.js";

const LIMIT = 500;
const { kept, keep: store } = memory("mouthpiece-many");
const known = new Set(config.presenters.map((one) => one.id));
const ticked = new Set((kept.presenters || []).filter((id) => known.has(id)));

function keep() {
  if (!targets) return;
  store({ ...said.kept(), ...lookKept(), presenters: [...ticked], files: targets.ready.map((item) => item.sent) });
  byId("go").textContent = say("make", { count: targets.ready.length + ticked.size });
  const every = ticked.size === known.size;
  byId("gallery-all").textContent = say(every ? "none" : "all");
}

function drawGallery() {
  gallery({ many: true, chosen: (id) => ticked.has(id), changed: (id, chosen) => { if (chosen) ticked.add(id); else ticked.delete(id); keep(); } });
}

let targets = null;
const said = wireSaid(kept, keep);
targets = new Targets(kept.files, () => { if (targets) keep(); });

function missing() {
  const count = targets.ready.length + ticked.size;
  if (said.missing()) return said.missing();
  if (targets.waiting) return { message: say("wait"), field: "targets" };
  if (!count) return { message: say("no-targets"), field: "targets" };
  return count > LIMIT ? { message: say("too-many", { limit: LIMIT }), field: "targets" } : lookMissing();
}

async function make() {
  calm(byId("make").querySelector(".bar"));
  for (const field of ["text", "sound", "targets", "presenter", "voice", "background"]) { const wrong = byId(`${field}-wrong`); if (wrong) wrong.hidden = true; }
  const wrong = missing();
  if (wrong) { complain(wrong); return; }
  const files = targets.ready.map((item) => ({ footage: item.sent.id }));
  const asked = { ...look(), ...said.request(), kind: "many", targets: [...files, ...[...ticked].map((presenter) => ({ presenter }))] };
  if (!said.spoken()) delete asked.voice;
  byId("go").disabled = true;
  try {
    const since = performance.now();
    show(await api("POST", "/batches", asked), { push: true, since });
  } catch (problem) {
    const at = /^targets\.(\d+)/.exec(problem.field || "");
    if (!at || !targets.blame(Number(at[1]), problem.message)) complain(problem);
  } finally {
    byId("go").disabled = false;
  }
}

byId("make").addEventListener("submit", (event) => { event.preventDefault(); make(); });
byId("gallery-all").addEventListener("click", () => {
  const every = ticked.size === known.size;
  ticked.clear();
  if (!every) for (const id of known) ticked.add(id);
  drawGallery();
  keep();
});
drawGallery();
wireLook(kept, keep);
keep();
wireBatches();
