// The teller's desk: puts viewer, fields, capture and camera together, anew after each swap of the board.

import { Camera, Capture, listenForPictures } from "./capture.js";
import { composing, entersText, Fields } from "./fields.js";
import { Viewer } from "./viewer.js";

const desk = document.getElementById("desk");
const keys = document.getElementById("keys");
const camera = new Camera(document.getElementById("camera"), () => board.capture);

/** What lies on the desk now. */
let board = {};

function layOut() {
  const root = document.getElementById("board");
  const viewer = root.querySelector(".viewer");
  const record = root.querySelector("#record");
  board = {
    root,
    capture: new Capture(root.querySelector("#capture")),
    viewer: viewer && new Viewer(viewer),
  };
  if (record) {
    board.fields = new Fields(record, (field) => field && board.viewer?.lookAt(field));
    record.addEventListener("toggle", drawCrops, true);
  }
  root.querySelector("[data-use-camera]")?.toggleAttribute("hidden", !Camera.there);
  root.addEventListener("click", clicked);
  board.viewer?.loaded().then(drawCrops);
  reportToCamera(root);
  if (!camera.open) focusFirst();
}

function focusFirst() {
  const first = board.root.querySelector(".row.refused [data-entry]") ?? board.root.querySelector("[data-focus]");
  if (first) first.focus();
  else if (board.fields) board.fields.focusFirst();
  else board.root.querySelector("[data-choose]").focus();
}

function drawCrops() {
  for (const canvas of board.root.querySelectorAll("canvas[data-place]")) board.viewer.crop(canvas);
  for (const canvas of board.root.querySelectorAll("canvas[data-thumbnail]")) {
    board.viewer.thumbnail(canvas);
  }
}

function reportToCamera(root) {
  if (!camera.open || !("judged" in root.dataset)) return;
  camera.judged(root.dataset.judged === "accepted", root.dataset.reasons, root.dataset.next);
}

function capture(way) {
  localStorage.setItem("desk.capture", way);
  if (way === "camera") camera.start();
  else board.capture.choose();
}

function clicked(event) {
  const on = (selector) => event.target.closest(selector);
  if (on("[data-choose]")) capture("file");
  else if (on("[data-use-camera]")) capture("camera");
  else if (on("[data-turn-view]")) board.viewer.turn();
  else if (on("[data-whole-view]")) board.viewer.toggleWhole();
  else if (on("[data-show]")) board.viewer.show(on("[data-show]").dataset.show);
  else if (on("[data-look-at]")) board.viewer.lookAt(on("[data-look-at]").dataset.lookAt);
  else if (on("polygon")) board.fields?.focus(on("polygon").dataset.place);
}

/** Opens the way of capture that was used last. */
function rescan() {
  capture(Camera.there && localStorage.getItem("desk.capture") === "camera" ? "camera" : "file");
}

document.addEventListener("keydown", (event) => {
  if (composing(event) || document.querySelector("dialog[open]")) return;
  const plain = !entersText(document.activeElement) && !event.ctrlKey && !event.metaKey;
  const letter = event.key.toLowerCase();
  if (event.key === "F2") rescan();
  else if (letter === "r" && board.viewer && (event.altKey || plain)) board.viewer.turn();
  else if (event.key === "0" && plain && board.viewer) board.viewer.toggleWhole();
  else if (event.key === "?" && plain) keys.showModal();
  else if (event.key === "F1") keys.showModal();
  else return;
  event.preventDefault();
});

/** Counts the seconds while the server reads, so that nobody wonders whether anything happens. */
let counting;
document.addEventListener("htmx:before:request", (event) => {
  if (!event.target.matches?.("#capture")) return;
  const progress = board.root.querySelector("[data-progress]");
  const seconds = progress.querySelector("[data-seconds]");
  const began = performance.now();
  progress.hidden = false;
  counting = setInterval(() => {
    seconds.textContent = Math.round((performance.now() - began) / 1000);
  }, 1000);
});

document.addEventListener("htmx:finally:request", () => clearInterval(counting));

// what happened is told at the head of the page, by page.js; the camera covers it and tells it too
document.addEventListener("htmx:error", () => {
  board.root.querySelector("[data-progress]").hidden = true;
  const words = document.getElementById("no-answer-words").content.textContent.trim();
  if (camera.open) camera.judged(false, words, "");
});

document.addEventListener("htmx:after:swap", () => {
  if (document.getElementById("board") !== board.root) layOut();
});

document.querySelector("[data-show-keys]").addEventListener("click", () => keys.showModal());
listenForPictures(() => board.capture);
desk.classList.add("live");
layOut();
