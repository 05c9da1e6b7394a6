// The image column: shows a picture turned upright, pans to the place in hand, and cuts out single places: fields, hints.

const FIELD_HEIGHT = 44; // on-screen pixels of a line of text when the view has panned to it
const FIELD_ROOM = 1.15; // how much more than a field the view shows at least
const CARD_ROOM = 1.6; // how much larger than its fields a card is whose outline is not known
const OUTLINE_ROOM = 1.06; // how much more than a card the view shows
const CROP_PADDING = 4;
const MARK_WIDTH = 2; // on-screen pixels
const MARK_COLOUR = "#8b1d8f";

export class Viewer {
  /** @param {HTMLElement} root the .viewer element */
  constructor(root) {
    this.root = root;
    this.window = root.querySelector(".viewer-window");
    this.sheets = new Map(
      [...root.querySelectorAll(".sheet")].map((sheet) => [sheet.dataset.draft, new Sheet(sheet)]),
    );
    this.current = this.sheets.values().next().value;
    root.classList.add("live");
    for (const sheet of this.sheets.values()) sheet.show(sheet === this.current);
    new ResizeObserver(() => this.#draw()).observe(this.window);
    this.whole = false;
    this.lookAt(null);
  }

  /** Resolves when every picture can be drawn. */
  async loaded() {
    await Promise.all([...this.sheets.values()].map((sheet) => sheet.loaded()));
    this.#draw();
  }

  show(draftId) {
    const wanted = this.sheets.get(draftId);
    if (!wanted || wanted === this.current) return;
    this.current = wanted;
    for (const sheet of this.sheets.values()) sheet.show(sheet === wanted);
    this.lookAt(null);
  }

  /** Pans to a place by its name, or back to the card when there is none of that name. */
  lookAt(name) {
    for (const sheet of this.sheets.values()) {
      if (name && sheet.boxes.has(name) && sheet !== this.current) this.show(sheet.draft);
      sheet.mark(name);
    }
    this.place = name;
    this.whole = false;
    this.#draw();
  }

  turn() {
    this.current.turn = (this.current.turn + 90) % 360;
    this.#draw();
  }

  toggleWhole() {
    this.whole = !this.whole;
    this.#draw();
  }

  /** Draws a place into a canvas, upright; with `data-room`, so many times its height on each side around it. */
  crop(canvas) {
    const sheet = this.sheets.get(canvas.dataset.draft);
    const corners = sheet?.boxes.get(canvas.dataset.place);
    if (corners) drawCrop(canvas, sheet.image, corners, sheet.roomAround(corners, Number(canvas.dataset.room ?? 0)));
  }

  /** Draws the card of one picture, upright and small. */
  thumbnail(canvas) {
    this.sheets.get(canvas.dataset.draft)?.draw(canvas);
  }

  #draw() {
    const { clientWidth: width, clientHeight: height } = this.window;
    if (width && height) this.current.place(width, height, this.whole ? null : this.place, this.whole);
  }
}

class Sheet {
  constructor(element) {
    this.element = element;
    this.draft = element.dataset.draft;
    this.turn = Number(element.dataset.turn);
    this.image = element.querySelector("img");
    this.width = Number(this.image.getAttribute("width"));
    this.height = Number(this.image.getAttribute("height"));
    this.boxes = new Map(
      [...element.querySelectorAll("[data-place]")].map((polygon) => [polygon.dataset.place, corners(polygon)]),
    );
    this.outlines = [...element.querySelectorAll(".outline")].map(corners);
  }

  loaded() {
    return this.image.decode().catch(() => this.element.classList.add("broken"));
  }

  show(visible) {
    this.element.hidden = !visible;
  }

  mark(name) {
    for (const polygon of this.element.querySelectorAll("[data-place]")) {
      polygon.classList.toggle("active", polygon.dataset.place === name);
    }
  }

  /** Shows a place, the card, or the whole picture in a window of this size. */
  place(width, height, name, whole) {
    const card = this.#scaleFor(this.#card(), width, height);
    let [target, scale] = [this.#picture(), this.#scaleFor(this.#picture(), width, height)];
    if (!whole) [target, scale] = [this.#card(), card];
    const points = whole ? undefined : this.boxes.get(name);
    if (points) {
      target = around(points);
      const fits = this.#scaleFor(grown(target, FIELD_ROOM), width, height);
      scale = Math.max(card, Math.min(fits, FIELD_HEIGHT / lineHeight(points)));
    }
    // no more of the ground beside the picture than must be
    const [seenAcross, seenDown] = this.#sideways ? [height, width] : [width, height];
    const x = between(target.x, seenAcross / scale, this.width);
    const y = between(target.y, seenDown / scale, this.height);
    this.element.style.transform =
      `translate(${width / 2}px, ${height / 2}px) rotate(${this.turn}deg) ` +
      `scale(${scale}) translate(${-x}px, ${-y}px)`;
  }

  draw(canvas) {
    const scale = this.#scaleFor(this.#picture(), canvas.width, canvas.height);
    const pen = canvas.getContext("2d");
    pen.setTransform(1, 0, 0, 1, canvas.width / 2, canvas.height / 2);
    pen.rotate((this.turn * Math.PI) / 180);
    pen.scale(scale, scale);
    pen.drawImage(this.image, -this.width / 2, -this.height / 2);
  }

  get #sideways() {
    return this.turn % 180 !== 0;
  }

  #scaleFor(target, width, height) {
    const [across, down] = this.#sideways ? [target.height, target.width] : [target.width, target.height];
    return Math.min(width / across, height / down);
  }

  #picture() {
    return { x: this.width / 2, y: this.height / 2, width: this.width, height: this.height };
  }

  /** How far around a place there is something to show: no farther than the outline of the card it is on. */
  roomAround(points, times) {
    const wanted = times * lineHeight(points);
    const longest = Math.max(...this.outlines.map((outline) => distance(outline[0], outline[1])), 0);
    return longest ? Math.min(wanted, Math.max(0, longest - distance(points[0], points[1]))) : wanted;
  }

  /** The documents, or the fields with what lies around them; no more than the picture. */
  #card() {
    const all = this.outlines.length ? this.outlines.flat() : [...this.boxes.values()].flat();
    if (!all.length) return this.#picture();
    const card = grown(around(all), this.outlines.length ? OUTLINE_ROOM : CARD_ROOM);
    const [width, height] = [Math.min(card.width, this.width), Math.min(card.height, this.height)];
    return { x: between(card.x, width, this.width), y: between(card.y, height, this.height), width, height };
  }
}

/** The middle nearest to `wanted` of a stretch `seen` long that does not leave 0..`size`, if it can. */
function between(wanted, seen, size) {
  if (seen >= size) return size / 2;
  return Math.min(Math.max(wanted, seen / 2), size - seen / 2);
}

function grown(target, times) {
  return { ...target, width: target.width * times, height: target.height * times };
}

function corners(polygon) {
  return polygon
    .getAttribute("points")
    .split(" ")
    .map((pair) => pair.split(",").map(Number));
}

function around(points) {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  return { x: (left + right) / 2, y: (top + bottom) / 2, width: right - left, height: bottom - top };
}

function distance([x, y], [u, v]) {
  return Math.hypot(u - x, v - y);
}

function lineHeight(points) {
  return Math.max(distance(points[0], points[3]), 1);
}

/** The corners run clockwise from the text's own top left, so the first edge is the direction of the text. */
function drawCrop(canvas, image, points, room) {
  const [start, end] = points;
  const edge = Math.max(distance(start, end), 1);
  const right = [(end[0] - start[0]) / edge, (end[1] - start[1]) / edge];
  const [length, depth] = [edge + 2 * room, lineHeight(points) + 2 * room];
  const sharp = window.devicePixelRatio || 1;
  const frame = [canvas.parentElement.clientWidth, canvas.parentElement.clientHeight];
  const scale = Math.min(
    (frame[0] - 2 * CROP_PADDING) / length,
    (frame[1] - 2 * CROP_PADDING) / depth,
  );
  const shown = [length * scale + 2 * CROP_PADDING, depth * scale + 2 * CROP_PADDING];
  canvas.width = Math.round(shown[0] * sharp);
  canvas.height = Math.round(shown[1] * sharp);
  canvas.style.width = `${shown[0]}px`;
  canvas.style.height = `${shown[1]}px`;
  const pen = canvas.getContext("2d");
  const s = scale * sharp;
  const offset = CROP_PADDING * sharp + s * room;
  const [along, across] = [
    start[0] * right[0] + start[1] * right[1],
    -start[0] * right[1] + start[1] * right[0],
  ];
  pen.setTransform(
    s * right[0], -s * right[1], s * right[1], s * right[0], offset - s * along, offset - s * across,
  );
  pen.drawImage(image, 0, 0);
  if (room) outline(pen, points, s);
  canvas.hidden = false;
}

/** A frame round what a crop is about, when it shows more. */
function outline(pen, points, scale) {
  pen.beginPath();
  for (const [x, y] of points) pen.lineTo(x, y);
  pen.closePath();
  pen.lineWidth = MARK_WIDTH / scale;
  pen.strokeStyle = MARK_COLOUR;
  pen.stroke();
}
