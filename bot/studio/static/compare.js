// Two engines draw the same seconds; they play in step as A and B, and their names come after the vote.
import { api, byId, calm, complain, config, el, icon, lips, say, toast } from "./studio.js";
import { lookKept, memory, wireLook, wireSaid } from "./form.js";

const ASK_EVERY_MS = 700;
const DRIFT_S = 0.04;
const SLOW = 0.5;
const KEYS = { a: "A", b: "B", 0: "alike" };
const address = new URLSearchParams(location.search);
const { kept, keep: store } = memory("mouthpiece-compare");
const people = new Map(config.presenters.map((one) => [one.id, one]));
let shown = null;
let voted = true;

const sides = () => [byId("video-A"), byId("video-B")];
const person = () => people.get(byId("presenter").value);

function keep() {
  store({ ...said.kept(), ...lookKept() });
}

function addressed() {
  const told = new URLSearchParams({ presenter: person().id, ...(shown ? { comparison: shown.id } : {}) });
  history.replaceState(null, "", `${location.pathname}?${told}`);
}

// Who is seen, and which lips are kept for them

function drawPerson() {
  const { id, name, engine } = person();
  byId("face").src = `/api/v1/presenters/${encodeURIComponent(id)}/poster?small=1`;
  byId("kept").textContent = engine ? say("kept", { name, lips: lips(engine) }) : say("kept-none", { name });
  byId("forget").hidden = !engine;
}

async function forget() {
  const one = person();
  try {
    one.engine = (await api("PATCH", `/presenters/${encodeURIComponent(one.id)}`, { engine: "" })).engine;
    toast(say("forgotten", { name: one.name }));
    drawPerson();
    byId("presenter").focus();
  } catch (problem) { toast(problem.message); }
}

// Both clips, in step

function drawPlay() {
  const label = say(sides()[0].paused ? "play-both" : "pause-both");
  byId("play").replaceChildren(icon(sides()[0].paused ? "play" : "pause"));
  byId("play").setAttribute("aria-label", label);
  byId("play").title = label;
}

async function playBoth() {
  const [a, b] = sides();
  b.currentTime = a.currentTime;
  await Promise.all([a.play(), b.play()]).catch(() => {});
  drawPlay();
}

function pauseBoth() {
  for (const video of sides()) video.pause();
  drawPlay();
}

function toggle(button) {
  const on = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", on);
  return on;
}

function wirePlayer() {
  const [a, b] = sides();
  a.addEventListener("timeupdate", () => { if (Math.abs(a.currentTime - b.currentTime) > DRIFT_S && !b.seeking) b.currentTime = a.currentTime; });
  a.addEventListener("loadedmetadata", () => { if (a.videoWidth) byId("pair").style.setProperty("--shape", a.videoWidth / a.videoHeight); });
  a.addEventListener("ended", () => { a.currentTime = 0; playBoth(); });
  byId("play").addEventListener("click", () => (a.paused ? playBoth() : pauseBoth()));
  byId("sound").addEventListener("click", (event) => { a.muted = !toggle(event.currentTarget); });
  byId("slow").addEventListener("click", (event) => { const on = toggle(event.currentTarget); for (const video of sides()) video.playbackRate = on ? SLOW : 1; });
  byId("close-up").addEventListener("click", (event) => byId("pair").classList.toggle("closer", toggle(event.currentTarget)));
  drawPlay();
}

// A comparison

function draw(told) {
  byId("seen-both").hidden = false;
  byId("share").value = told.share;
  byId("waiting").hidden = told.state === "done" || told.state === "failed";
  byId("seen-wrong").hidden = told.state !== "failed";
  byId("seen-wrong").textContent = told.failure?.message || say("stopped");
  byId("both").hidden = !told.clips;
  if (!told.clips) return;
  for (const side of ["A", "B"]) {
    const video = byId(`video-${side}`);
    if (video.getAttribute("src") !== told.clips[side]) video.src = told.clips[side];
    byId(`name-${side}`).textContent = told.engines ? lips(told.engines[side]) : "";
    video.parentElement.classList.toggle("won", told.vote === side);
  }
  voted = Boolean(told.vote);
  byId("votes").hidden = voted;
  byId("keys").hidden = voted;
  byId("told").hidden = !voted;
  if (voted) byId("told").textContent = outcome(told);
}

function outcome(told) {
  const name = people.get(told.presenter)?.name || told.presenter;
  if (told.vote === "alike") return say("nothing-kept", { name });
  const better = lips(told.engines[told.vote]);
  if (told.remark) return `${say("better", { lips: better })} ${told.remark}`;
  return say(told.kept ? "is-kept" : "better", { name, lips: better });
}

async function follow(id) {
  while (shown?.id === id) {
    let told;
    try { told = await api("GET", `/comparisons/${id}`); } catch (problem) {
      if (problem.code !== "unreachable") { shown = null; byId("seen-both").hidden = true; toast(problem.message); addressed(); return; }
    }
    if (shown?.id !== id) return;
    if (told) { shown = told; draw(told); }
    if (told?.state === "done" || told?.state === "failed") { if (told.clips) { byId("seen-both").scrollIntoView({ block: "start", behavior: "smooth" }); playBoth(); } return; }
    await new Promise((done) => setTimeout(done, ASK_EVERY_MS));
  }
}

async function vote(choice) {
  if (!shown?.clips || voted) return;
  voted = true;
  try {
    const told = await api("POST", `/comparisons/${shown.id}/vote`, { vote: choice });
    shown = told;
    if (told.kept && people.has(told.presenter)) people.get(told.presenter).engine = told.kept;
    draw(told);
    drawPerson();
    byId("told").focus();
  } catch (problem) { voted = false; toast(problem.message); }
}

async function make() {
  calm();
  const missing = said.missing();
  if (missing) { complain(missing); return; }
  byId("go").disabled = true;
  try {
    const asked = { presenter: person().id, ...said.request(), engines: byId("engines").value.split(",") };
    if (said.spoken()) asked.voice = byId("voice").value || null;
    pauseBoth();
    for (const video of sides()) video.removeAttribute("src");
    shown = await api("POST", "/comparisons", asked);
    draw(shown);
    addressed();
    byId("seen-both").scrollIntoView({ block: "start", behavior: "smooth" });
    follow(shown.id);
  } catch (problem) {
    complain(problem);
  } finally {
    byId("go").disabled = false;
  }
}

let said = null;

function begin() {
  said = wireSaid({ ...kept, text: kept.text || say("text") }, () => { if (said) keep(); });
  wireLook(kept, keep);
  byId("rate").closest(".field").hidden = true;
  byId("presenter").replaceChildren(...config.presenters.map((one) => el("option", { value: one.id }, one.name)));
  byId("presenter").value = people.has(address.get("presenter")) ? address.get("presenter") : config.presenter;
  byId("presenter").addEventListener("change", () => { drawPerson(); addressed(); });
  byId("engines").replaceChildren(...config.pairs.map((pair) => el("option", { value: pair.join() }, pair.map(lips).join(" – "))));
  byId("forget").addEventListener("click", forget);
  byId("make").addEventListener("submit", (event) => { event.preventDefault(); make(); });
  byId("votes").addEventListener("click", (event) => { const choice = event.target.closest("[data-vote]")?.dataset.vote; if (choice) vote(choice); });
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    const choice = KEYS[event.key.toLowerCase()];
    if (choice) vote(choice);
  });
  wirePlayer();
  drawPerson();
  const before = address.get("comparison");
  if (before) { shown = { id: before }; follow(before); }
}

if (byId("make")) begin();
