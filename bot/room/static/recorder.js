// Recording a voice message. What stops it is said in a sentence.
import { byId, clock, toast, words } from "./dom.js";

const SHORTEST_MS = 700;
const LEVELS = 60;
const KINDS = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];

let recorder = null;
let stream = null;
let sound = null;
let started = 0;
let ticking = 0;
let kept = [];
let keep = false;

function show(recording) {
  byId("taping").hidden = !recording;
  byId("write").hidden = recording;
}

function release() {
  clearInterval(ticking);
  stream?.getTracks().forEach((track) => track.stop());
  sound?.close();
  recorder = stream = sound = null;
  show(false);
  byId("record").focus();
}

export async function start(onDone) {
  if (recorder) return;
  if (!navigator.mediaDevices?.getUserMedia || !window.MediaRecorder) {
    toast(window.isSecureContext ? words.mic_failed : words.mic_insecure);
    return;
  }
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch (error) {
    const missing = ["NotFoundError", "OverconstrainedError"].includes(error.name);
    toast(missing ? words.mic_missing : error.name === "NotAllowedError" ? words.mic_denied : words.mic_failed);
    return;
  }
  const kind = KINDS.find((one) => MediaRecorder.isTypeSupported(one));
  recorder = new MediaRecorder(stream, kind ? { mimeType: kind } : {});
  kept = [];
  keep = false;
  recorder.ondataavailable = (event) => { if (event.data.size) kept.push(event.data); };
  recorder.onerror = () => { toast(words.mic_failed); release(); };
  recorder.onstop = () => finish(onDone);
  recorder.start(1000);
  started = performance.now();
  show(true);
  meter();
  byId("stop").focus();
}

function finish(onDone) {
  const type = recorder.mimeType || "audio/webm";
  const long = performance.now() - started;
  release();
  if (!keep) return;
  if (long < SHORTEST_MS || !kept.length) {
    toast(words.mic_short);
    return;
  }
  const suffix = type.includes("mp4") ? "m4a" : type.includes("ogg") ? "ogg" : "webm";
  onDone(new File(kept, `voice.${suffix}`, { type: type.split(";")[0] }));
}

export function stop(send) {
  if (!recorder || recorder.state === "inactive") return;
  keep = send;
  recorder.stop();
}

// Bars that follow the loudness show that the microphone hears something.
function meter() {
  sound = new AudioContext();
  const analyser = sound.createAnalyser();
  sound.createMediaStreamSource(stream).connect(analyser);
  const samples = new Uint8Array(analyser.fftSize);
  const level = byId("level");
  level.replaceChildren();
  byId("clock").textContent = clock(0);
  ticking = setInterval(() => {
    analyser.getByteTimeDomainData(samples);
    const peak = samples.reduce((most, one) => Math.max(most, Math.abs(one - 128)), 0) / 128;
    const bar = document.createElement("i");
    bar.style.height = `${Math.max(3, Math.sqrt(peak) * 30)}px`;
    level.append(bar);
    if (level.childElementCount > LEVELS) level.firstElementChild.remove();
    byId("clock").textContent = clock((performance.now() - started) / 1000);
  }, 100);
}
