// The fields column: what needs a look comes first, and the keyboard alone is enough.

const TEXT_ENTRY = "input:not([type=checkbox]):not([type=radio]), textarea, select";

/** True while an input method composes: such keys choose characters and mean nothing else. */
export function composing(event) {
  return event.isComposing || event.keyCode === 229;
}

export function entersText(element) {
  return Boolean(element?.matches?.(TEXT_ENTRY));
}

export class Fields {
  /**
   * @param {HTMLFormElement} form
   * @param {(field: string | null) => void} onField told the name of the field in hand
   */
  constructor(form, onField) {
    this.form = form;
    this.rows = [...form.querySelectorAll("[data-row]")].map((element) => new Row(element));
    form.addEventListener("focusin", (event) => {
      const row = this.#rowOf(event.target);
      onField(row ? row.name : null);
    });
    form.addEventListener("keydown", (event) => this.#key(event));
    form.addEventListener("input", (event) => this.#rowOf(event.target)?.edited(event.target));
    this.#count();
  }

  focusFirst() {
    (this.rows.find((row) => row.waiting)?.entry ?? this.submitButton)?.focus({ preventScroll: true });
  }

  focus(name) {
    this.rows.find((row) => row.name === name)?.entry.focus();
  }

  /** Sends the record, unless a field still waits for a look; then that field is shown. */
  submit() {
    const waiting = this.rows.find((row) => row.doubtful && row.waiting);
    if (waiting) waiting.entry.focus();
    else if (this.submitButton) this.form.requestSubmit(this.submitButton);
  }

  get submitButton() {
    return this.form.querySelector("[data-submit]");
  }

  #rowOf(element) {
    return this.rows.find((row) => row.element.contains(element));
  }

  #key(event) {
    if (composing(event)) return;
    const row = this.#rowOf(event.target);
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      row?.confirm();
      this.#count();
      this.submit();
    } else if (row && event.target === row.entry) {
      this.#keyInEntry(event, row);
    }
  }

  #keyInEntry(event, row) {
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      row.confirm();
      this.#next(row);
    } else if (event.key === "Tab" && !event.shiftKey && row.doubtful) {
      event.preventDefault();
      row.confirm();
      this.#next(row);
    } else if (event.key === "Escape") {
      if (row.confirmed) row.reconsider();
      else row.entry.blur();
    } else {
      return;
    }
    this.#count();
  }

  #next(row) {
    const after = this.rows.slice(this.rows.indexOf(row) + 1);
    const next = after.find((each) => each.waiting) ?? this.rows.find((each) => each.waiting && each !== row);
    (next?.entry ?? this.submitButton)?.focus();
  }

  #count() {
    const left = this.rows.filter((row) => row.doubtful && row.waiting).length;
    const words = this.form.querySelector("[data-left]");
    if (words) words.textContent = left ? words.dataset.left.replace("{n}", left) : words.dataset.none;
  }
}

class Row {
  constructor(element) {
    this.element = element;
    this.name = element.dataset.row;
    this.entry = element.querySelector("[data-entry]");
    this.check = element.querySelector("[data-looked-at]");
    // reached by Enter and Escape in the field itself, so that Tab goes on to the next field
    if (this.check) this.check.tabIndex = -1;
  }

  get doubtful() {
    return Boolean(this.check);
  }

  get confirmed() {
    return Boolean(this.check?.checked);
  }

  /** Whether the keyboard should stop here. */
  get waiting() {
    if (this.doubtful) return !this.confirmed;
    return this.element.hasAttribute("data-wanted") && !this.entry.value.trim();
  }

  confirm() {
    if (this.check && this.entry.value.trim()) this.#set(true);
  }

  reconsider() {
    this.#set(false);
  }

  edited(target) {
    if (target === this.check) this.#set(this.check.checked);
    this.element.classList.toggle("edited", this.entry.value !== this.entry.dataset.read);
  }

  #set(looked) {
    this.check.checked = looked;
    this.element.classList.toggle("looked-at", looked);
  }
}
