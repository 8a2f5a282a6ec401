// Requests of the page to the room. Every failure becomes a sentence for people.
import { config, say, words } from "./dom.js";

export class Refused extends Error {}

async function answerOf(response) {
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  if (response.status === 401 || answer.detail === "wrong_name") location.reload();
  throw new Refused(answer.sentence || words.wrong_send);
}

async function post(name, fields = {}) {
  let response;
  try {
    response = await fetch(`${config.base}/${name}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(fields),
    });
  } catch {
    throw new Refused(words.wrong_send);
  }
  return answerOf(response);
}

// Who taps a button and then writes means that button: the text leaves after the tap was answered, or a moment later.
const TAP_PATIENCE_MS = 1000;
let taps = Promise.resolve();

export function press(messageId, data) {
  const answer = post("press", { message_id: messageId, data });
  taps = Promise.allSettled([taps, answer]);
  return answer;
}

export async function sendText(text, replyTo) {
  await Promise.race([taps, new Promise((done) => setTimeout(done, TAP_PATIENCE_MS))]);
  return post("send", { text, reply_to: replyTo });
}

export const block = () => post("block");
export const clear = () => post("clear");

export async function history(before = 0) {
  return answerOf(await fetch(`${config.base}/history?before=${before}`));
}

export function fileUrl(fileId, save = false) {
  return `/chat/${config.person.id}/files/${encodeURIComponent(fileId)}${save ? "?save=1" : ""}`;
}

// XMLHttpRequest, because fetch does not tell how much of an upload has gone.
export function upload(file, fields, onProgress) {
  if (file.size === 0) return Promise.reject(new Refused(say("wrong_empty", { name: file.name })));
  if (file.size > config.limits.file_mb * 1048576) {
    return Promise.reject(new Refused(say("wrong_large", { name: file.name, limit: config.limits.file_mb })));
  }
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) if (value) form.append(name, value);
  form.append("file", file, file.name);
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open("POST", `${config.base}/upload`);
    request.responseType = "json";
    request.upload.onprogress = (event) => onProgress(event.total ? event.loaded / event.total : 0);
    request.onerror = () => fail(new Refused(words.wrong_send));
    request.onload = () => {
      if (request.status < 300) done();
      else fail(new Refused(request.response?.sentence || words.wrong_send));
    };
    request.send(form);
  });
}
