// Taking pictures in: files, drag and drop, paste, and the camera; all go through the one capture form.

const JPEG_QUALITY = 0.92;

export class Capture {
  /** @param {HTMLFormElement} form the capture form; its file input and `from` field carry every picture */
  constructor(form) {
    this.form = form;
    this.input = form.elements.files;
    this.input.addEventListener("change", () => {
      if (this.input.files.length) this.#send("file");
    });
  }

  choose() {
    this.input.click();
  }

  /** @param {Iterable<File>} files */
  take(files, from) {
    const carrier = new DataTransfer();
    for (const file of files) carrier.items.add(file);
    if (!carrier.files.length) return;
    this.input.files = carrier.files;
    this.#send(from);
  }

  #send(from) {
    this.form.elements.from.value = from;
    this.form.requestSubmit();
  }
}

/** Pictures dropped anywhere on the page, or pasted, go to `current()`. */
export function listenForPictures(current) {
  document.addEventListener("dragover", (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    document.body.classList.add("dropping");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) document.body.classList.remove("dropping");
  });
  document.addEventListener("drop", (event) => {
    document.body.classList.remove("dropping");
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    current().take(event.dataTransfer.files, "drop");
  });
  document.addEventListener("paste", (event) => {
    if (!event.clipboardData.files.length) return;
    event.preventDefault();
    current().take(event.clipboardData.files, "paste");
  });
}

export class Camera {
  /**
   * @param {HTMLDialogElement} dialog
   * @param {() => Capture} current
   */
  constructor(dialog, current) {
    this.dialog = dialog;
    this.video = dialog.querySelector("video");
    this.words = dialog.querySelector("[data-words]");
    this.shutter = dialog.querySelector("[data-shutter]");
    this.shutter.addEventListener("click", () => this.#shoot(current()));
    dialog.addEventListener("close", () => this.#stop());
  }

  static get there() {
    return Boolean(navigator.mediaDevices?.getUserMedia);
  }

  get open() {
    return this.dialog.open;
  }

  async start() {
    this.dialog.showModal();
    this.#say(this.words.dataset.starting);
    this.shutter.disabled = true;
    try {
      const wanted = { facingMode: "environment", width: { ideal: 2560 }, height: { ideal: 1440 } };
      this.video.srcObject = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
      await this.video.play();
      this.#say(this.words.dataset.ready);
      this.shutter.disabled = false;
      this.shutter.focus();
    } catch {
      this.#say(this.words.dataset.absent);
    }
  }

  /** The server has judged the picture. next: what to take now, empty when the desk has all it needs. */
  judged(accepted, reasons, next) {
    this.shutter.disabled = false;
    if (!accepted) this.#say(reasons);
    else if (next) this.#say(next);
    else this.dialog.close();
    if (this.open) this.shutter.focus();
  }

  async #shoot(capture) {
    this.shutter.disabled = true;
    this.#say(this.words.dataset.reading);
    const canvas = document.createElement("canvas");
    canvas.width = this.video.videoWidth;
    canvas.height = this.video.videoHeight;
    canvas.getContext("2d").drawImage(this.video, 0, 0);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", JPEG_QUALITY));
    capture.take([new File([blob], "camera.jpg", { type: blob.type })], "camera");
  }

  #say(words) {
    this.words.textContent = words;
  }

  #stop() {
    for (const track of this.video.srcObject?.getTracks() ?? []) track.stop();
    this.video.srcObject = null;
  }
}
