// Shows what the chosen kind of business needs, and lets the keyboard do everything. Without it the form is only longer.
const form = document.getElementById("cash-form");
const withAccountOnly = new Set(form.dataset.withAccountOnly.split(" "));

function arrange() {
  const needsAccount = withAccountOnly.has(form.elements.method.value);
  form.querySelector("[data-direction]").hidden = needsAccount;
  for (const choice of form.elements.party) {
    if (choice.value === "document") choice.disabled = needsAccount;
    if (choice.value === "account" && needsAccount) choice.checked = true;
  }
  for (const part of form.querySelectorAll("[data-party]")) {
    part.hidden = part.dataset.party !== form.elements.party.value;
  }
  form.querySelector("[data-agent]").hidden = !form.elements.by_agent.checked;
}

function next(field) {
  const fields = [...form.elements].filter((each) => each.type !== "hidden" && each.tabIndex >= 0 && each.checkVisibility());
  fields[fields.indexOf(field) + 1]?.focus();
}

form.addEventListener("change", arrange);
window.addEventListener("pageshow", arrange);
arrange();

form.addEventListener("keydown", (event) => {
  // while an input method composes, Enter belongs to it
  if (event.key !== "Enter" || event.isComposing) return;
  if (event.ctrlKey) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("[data-record]"));
  } else if (event.target.matches("input")) {
    // card readers and barcode scanners end with Enter: it must not book
    event.preventDefault();
    next(event.target);
  }
});
