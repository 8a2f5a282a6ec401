// One clip: a text or a sound, a presenter or a video of one's own.
import { api, byId, calm, complain, config, el, ended, follow, icon, say, toast } from "./studio.js";
import { look, lookKept, lookMissing, memory, wireLook, wireSaid, wireSeen } from "./form.js";
import { Cards } from "./clips.js";

const { kept, keep: store } = memory("mouthpiece-one");

function keep() {
  store({ ...said.kept(), ...seen.kept(), ...lookKept() });
}

const said = wireSaid(kept, keep);
const seen = wireSeen(kept, keep);

function request(draft) {
  const fields = { ...look(), ...said.request(), ...seen.request(), draft };
  if (!said.spoken()) delete fields.voice;
  return fields;
}

async function make(draft) {
  calm();
  const missing = said.missing() || seen.missing() || lookMissing();
  if (missing) { complain(missing); return; }
  for (const id of ["go", "draft"]) byId(id).disabled = true;
  try {
    const since = performance.now();
    const card = cards.show(await api("POST", "/orders", request(draft)), { since });
    byId("none").hidden = true;
    card.node.scrollIntoView({ block: "nearest", behavior: "smooth" });
  } catch (problem) {
    complain(problem);
  } finally {
    for (const id of ["go", "draft"]) byId(id).disabled = false;
  }
}

const again = (order) => order.text && !order.sound_name && el("button", { type: "button", onclick: () => edit(order) }, icon("edit"), say("change"));
const cards = new Cards(byId("results"), { actions: (order) => [again(order)] });

function edit(order) {
  said.write(order.text);
  if (order.voice) byId("voice").value = order.voice;
  if (order.engine && byId("engine")) byId("engine").value = order.engine;
  if (order.presenter) seen.take(order.presenter);
  keep();
  byId("text").focus();
  byId("text").scrollIntoView({ block: "center", behavior: "smooth" });
}

async function refresh() {
  try {
    const since = performance.now();
    const { orders } = await api("GET", "/orders?limit=12");
    for (const order of orders.reverse()) if (!order.batch) cards.show(order, { since });
    byId("none").hidden = cards.cards.size > 0;
  } catch (problem) { toast(problem.message); }
}

// From the pages of presenters and voices, with whom or what was chosen there.
function arrive() {
  const asked = new URLSearchParams(location.search);
  const [presenter, voice] = [asked.get("presenter"), asked.get("voice")];
  const known = (id) => config.presenters.some((one) => one.id === id);
  if (known(presenter)) seen.take(presenter);
  if (voice) { said.write(byId("text").value); byId("voice").value = voice; }
  if (byId("voice").selectedIndex < 0) byId("voice").value = "";
  if (asked.size) history.replaceState(null, "", location.pathname);
  keep();
  // From the history: the text, voice and presenter of an order made before.
  const from = asked.get("order");
  if (from) api("GET", `/orders/${encodeURIComponent(from)}`).then((order) => { if (order.text) edit(order); }, (problem) => toast(problem.message));
}

byId("make").addEventListener("submit", (event) => { event.preventDefault(); make(false); });
byId("draft").addEventListener("click", () => make(true));
addEventListener("keydown", (event) => { if ((event.ctrlKey || event.metaKey) && event.key === "Enter") make(false); });
wireLook(kept, keep);
arrive();
for (const order of config.orders.reverse()) cards.show(order);
byId("none").hidden = cards.cards.size > 0;
follow({ order: (order) => { if (!order.batch) cards.show(order); byId("none").hidden = cards.cards.size > 0; }, places: (places) => cards.places(places), again: refresh, fresh: config.orders.some((order) => !ended(order)) });
