// Recording a sound in the page. What stops it is said in a sentence.
import { byId, clock, hold, say, toast } from "./studio.js";

const KINDS = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];
let recorder = null;

export async function toggle(onDone) {
  if (recorder) { recorder.stop(); return; }
  if (!navigator.mediaDevices?.getUserMedia || !window.MediaRecorder) {
    toast(window.isSecureContext ? say("mic-failed") : say("mic-insecure"));
    return;
  }
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch (error) {
    toast(say(error.name === "NotAllowedError" ? "mic-denied" : "mic-missing"));
    return;
  }
  const kind = KINDS.find((one) => MediaRecorder.isTypeSupported(one));
  const kept = [];
  const began = performance.now();
  const shown = byId("record-clock");
  const label = byId("record").querySelector("span");
  recorder = new MediaRecorder(stream, kind ? { mimeType: kind } : {});
  recorder.ondataavailable = (event) => { if (event.data.size) kept.push(event.data); };
  const tick = setInterval(() => { shown.textContent = clock((performance.now() - began) / 1000); }, 200);
  recorder.onstop = () => {
    clearInterval(tick);
    stream.getTracks().forEach((track) => track.stop());
    const type = recorder.mimeType || "audio/webm";
    recorder = null;
    hold("recording", false);
    shown.hidden = true;
    label.textContent = say("record");
    byId("record").classList.remove("live");
    const suffix = type.includes("mp4") ? "m4a" : type.includes("ogg") ? "ogg" : "webm";
    onDone(new File(kept, `recording.${suffix}`, { type: type.split(";")[0] }));
  };
  recorder.start(1000);
  hold("recording", true);
  shown.hidden = false;
  label.textContent = say("record-stop");
  byId("record").classList.add("live");
}
