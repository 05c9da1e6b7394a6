// What every page does: shows its keys, tells when the server does not answer, sends no form twice.

const entersText = (element) =>
  element.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName);

document.addEventListener("keydown", (event) => {
  // while an input method composes, keys belong to it
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  const asksForKeys = event.key === "F1" || (event.key === "?" && !entersText(event.target));
  const keys = document.getElementById("page-keys");
  if (!asksForKeys || document.querySelector("dialog[open]") || document.getElementById("keys")) return;
  event.preventDefault();
  keys.showModal();
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});

// a page brought back by the browser's "back" may be sent anew
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

document.addEventListener("htmx:error", () => {
  const words = document.getElementById("no-answer-words").content.cloneNode(true);
  document.getElementById("notices").replaceChildren(words);
});

document.querySelector("[data-focus]")?.focus();
document.addEventListener("htmx:after:swap", () => document.querySelector("[data-focus]")?.focus());
