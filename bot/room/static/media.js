// Pictures, clips, voices and files inside a message.
import { fileUrl } from "./api.js";
import { byId, bytes, clock, el, icon, svg, words } from "./dom.js";

const KINDS = ["video", "video_note", "voice", "audio", "photo", "animation", "document"];
let playing = null;

export function kindOf(message) {
  return KINDS.find((kind) => message[kind]) || null;
}

export function isFramed(message) {
  return ["video", "photo", "animation"].includes(kindOf(message));
}

export function shortly(message) {
  const kind = kindOf(message);
  const words_ = message.text || message.caption;
  if (words_) return words_.replace(/\s+/g, " ");
  if (!kind) return "";
  return kind === "document" ? message.document.file_name || words.document : words[kind === "animation" ? "video" : kind];
}

export function mediaOf(message) {
  const kind = kindOf(message);
  if (kind === "photo") return picture(message.photo);
  if (kind === "video" || kind === "animation") return video(message[kind]);
  if (kind === "video_note") return note(message.video_note);
  if (kind === "voice" || kind === "audio") return sound(message[kind], kind, message._wave || []);
  if (kind === "document") return paper(message.document);
  return null;
}

function alone(player) {
  player.addEventListener("play", () => {
    if (playing && playing !== player) playing.pause();
    playing = player;
  });
  return player;
}

function saveLink(fileId) {
  return el("a", { class: "save", href: fileUrl(fileId, true), download: "", "aria-label": words.download, title: words.download }, icon("save"));
}

function shape(node, width, height) {
  if (!width || !height) return node;
  const ratio = Math.max(width / height, 1 / 1.9);
  node.style.aspectRatio = String(ratio);
  node.style.setProperty("--ratio", String(ratio));
  return node;
}

function picture(sizes) {
  const best = sizes[sizes.length - 1];
  const preview = sizes.find((size) => size.width >= 700) || best;
  const image = el("img", { src: fileUrl(preview.file_id), alt: words.photo, loading: "lazy" });
  return shape(el("button", { class: "picture", type: "button", "aria-label": words.photo, onclick: () => enlarge(best) }, image), best.width, best.height);
}

function enlarge(size) {
  const box = byId("lightbox");
  box.querySelector("img").src = fileUrl(size.file_id);
  box.showModal();
}

function video(film) {
  const player = alone(el("video", {
    src: fileUrl(film.file_id),
    poster: film.thumbnail ? fileUrl(film.thumbnail.file_id) : null,
    controls: true,
    preload: film.thumbnail ? "none" : "metadata",
    playsinline: true,
    "aria-label": `${words.video}, ${clock(film.duration)}`,
  }));
  const frame = el("div", { class: film.width > film.height ? "clip wide" : "clip" }, player, saveLink(film.file_id));
  return shape(frame, film.width, film.height);
}

function note(film) {
  const player = alone(el("video", {
    src: fileUrl(film.file_id),
    poster: film.thumbnail ? fileUrl(film.thumbnail.file_id) : null,
    preload: "metadata",
    playsinline: true,
    "aria-label": words.video_note,
  }));
  const circle = svg("circle", { cx: 50, cy: 50, r: 49, pathLength: 100 });
  const button = el("button", { class: "play", type: "button", "aria-label": words.play }, icon("play"));
  const time = el("span", { class: "time" }, clock(film.duration));
  const frame = el("div", { class: "note" }, player, svg("svg", { class: "ring", viewBox: "0 0 100 100", "aria-hidden": "true" }, circle), button, time, saveLink(film.file_id));
  const toggle = () => (player.paused ? player.play() : player.pause());
  button.addEventListener("click", toggle);
  player.addEventListener("click", toggle);
  player.addEventListener("timeupdate", () => {
    circle.style.strokeDashoffset = 100 - (100 * player.currentTime) / (player.duration || 1);
    time.textContent = clock((player.duration || film.duration) - player.currentTime);
  });
  for (const name of ["play", "pause", "ended"]) {
    player.addEventListener(name, () => {
      frame.classList.add("begun");
      frame.classList.toggle("playing", !player.paused);
      button.setAttribute("aria-label", player.paused ? words.play : words.pause);
    });
  }
  return frame;
}

function bars(wave, className) {
  const step = 100 / wave.length;
  const drawn = wave.map((value, index) => {
    const height = Math.max(8, value);
    return svg("rect", { x: index * step, y: (100 - height) / 2, width: step * 0.6, height });
  });
  return svg("svg", { class: className, viewBox: "0 0 100 100", preserveAspectRatio: "none", "aria-hidden": "true" }, ...drawn);
}

function sound(file, kind, wave) {
  const player = alone(el("audio", { src: fileUrl(file.file_id), preload: "none" }));
  const button = el("button", { class: "play", type: "button", "aria-label": words.play }, icon("play"));
  const seek = el("input", { type: "range", min: 0, max: 1000, value: 0, step: 1, "aria-label": words.position });
  const levels = wave.length ? wave : Array(48).fill(10);
  const done = bars(levels, "done");
  const time = el("span", {}, clock(file.duration));
  const title = kind === "audio" ? [file.performer, file.title].filter(Boolean).join(" – ") || file.file_name || words.audio : null;
  const body = el("div", { class: "body" },
    title ? el("div", { class: "title" }, title) : null,
    el("div", { class: "wave" }, bars(levels, "all"), done, seek),
    el("div", { class: "times" }, time, el("a", { href: fileUrl(file.file_id, true), download: "" }, words.download)));
  const length = () => (Number.isFinite(player.duration) ? player.duration : file.duration) || 1;
  const show = () => {
    const share = player.currentTime / length();
    done.style.clipPath = `inset(0 ${100 - 100 * share}% 0 0)`;
    seek.value = Math.round(share * 1000);
    seek.setAttribute("aria-valuetext", clock(player.currentTime));
    time.textContent = clock(player.currentTime || file.duration);
  };
  button.addEventListener("click", () => (player.paused ? player.play() : player.pause()));
  seek.addEventListener("input", () => { player.currentTime = (seek.value / 1000) * length(); show(); });
  player.addEventListener("timeupdate", show);
  player.addEventListener("ended", () => { player.currentTime = 0; show(); });
  for (const name of ["play", "pause", "ended"]) {
    player.addEventListener(name, () => {
      button.replaceChildren(icon(player.paused ? "play" : "pause"));
      button.setAttribute("aria-label", player.paused ? words.play : words.pause);
    });
  }
  show();
  return el("div", { class: "listen", role: "group", "aria-label": `${words[kind]}, ${clock(file.duration)}` }, button, body, player);
}

function paper(file) {
  const sheet = file.thumbnail ? el("img", { src: fileUrl(file.thumbnail.file_id), alt: "" }) : icon("file");
  return el("a", { class: "paper", href: fileUrl(file.file_id, true), download: "" },
    el("span", { class: "sheet" }, sheet),
    el("span", {}, el("b", {}, file.file_name || words.document), el("small", {}, `${bytes(file.file_size)} · ${words.download}`)));
}
