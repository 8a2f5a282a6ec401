// Models that can be fetched: what each is, what its licence allows, and a button that follows the fetch to its end.
import { api, ask, bytes, el, icon, iconButton, say, toast } from "./studio.js";

const AGAIN_MS = 1000;

function row(model) {
  const node = el("li", { class: "model", "data-model": model.id });
  let waiting = 0;
  const follow = (told) => { draw(told); };
  const act = async (method, path, body) => {
    try {
      follow((await api(method, `/models/${encodeURIComponent(model.id)}${path}`, body)) || (await api("GET", `/models/${encodeURIComponent(model.id)}`)));
    } catch (problem) { toast(problem.message); }
  };
  const fetchIt = async () => {
    const allowed = say(model.commercial === true ? "model-commercial-yes" : model.commercial === false ? "model-commercial-no" : "model-commercial-unknown");
    if (await ask(say("model-agree", { name: model.name, licence: model.licence, allowed }), say("model-agreed"))) act("POST", "/pull", { accept_licence: true });
  };
  async function look() {
    try { follow(await api("GET", `/models/${encodeURIComponent(model.id)}`)); } catch { waiting = setTimeout(look, AGAIN_MS); }
  }
  function draw(told) {
    clearTimeout(waiting);
    model = told;
    const busy = model.fetch && ["fetching", "checking"].includes(model.fetch.step);
    const here = model.state === "here";
    const size = model.size_bytes ? say("model-size", { size: bytes(model.size_bytes) }) : "";
    const progress = busy && el("div", { class: "progress" },
      model.fetch.share === null ? el("progress", { "aria-label": say("model-fetching") }) : el("progress", { max: 1, value: model.fetch.share, "aria-label": say("model-fetching") }),
      el("p", {}, el("span", {}, say(model.fetch.step === "checking" ? "model-checking" : "model-fetching")), el("span", {}, bytes(model.fetch.done_bytes))));
    const buttons = [
      busy && el("button", { type: "button", onclick: () => act("POST", "/cancel") }, icon("close"), say("cancel")),
      !busy && !here && model.fetchable && el("button", { type: "button", onclick: fetchIt }, icon("save"), say(model.here_bytes ? "model-go-on" : "model-fetch")),
      !busy && (here || model.here_bytes > 0) && iconButton("bin", say("delete"), async () => { if (await ask(say("model-delete-sure", { name: model.name }), say("delete"))) act("DELETE", ""); }),
    ];
    node.dataset.state = busy ? "busy" : model.state;
    node.replaceChildren(
      el("div", {},
        el("b", {}, model.name),
        el("p", { class: "hint" }, [model.what, model.languages.join(", "), size].filter(Boolean).join(" · ")),
        el("p", { class: "hint" }, `${model.licence}. ${model.allows}`),
        here ? el("p", { class: "here" }, say("model-here")) : !model.fetchable && el("p", { class: "hint" }, say("model-by-hand", { id: model.id }), " ", el("a", { href: model.page, rel: "noreferrer", target: "_blank" }, say("model-page"))),
        progress || null,
        !busy && model.fetch?.error && el("p", { class: "wrong", role: "alert" }, model.fetch.error.message)),
      el("div", { class: "actions" }, buttons));
    if (busy) waiting = setTimeout(look, AGAIN_MS);
  }
  draw(model);
  return node;
}

export async function showModels(place, kind) {
  try {
    const models = (await api("GET", "/models")).filter((model) => model.kind === kind);
    place.replaceChildren(...models.map(row));
  } catch (problem) { toast(problem.message); }
}
