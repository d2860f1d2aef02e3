// Editing in place: htmx fetches and sends the small forms; here is what it leaves to us: where the focus goes,
// Escape, and that nobody loses what they typed.

import { enter, prepare } from "./writing.js";

const announced = document.getElementById("announced");
const begun = new WeakMap();  // what a form said when it was opened
let left = null;  // what stood around a piece that has just been replaced

const say = (words) => {
  announced.textContent = "";
  requestAnimationFrame(() => { announced.textContent = words; });
};
const said = (form) => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string")).toString();
const isChanged = (form) => begun.has(form) && begun.get(form) !== said(form);
const openForms = () => document.querySelectorAll(".piece.open > form");

document.body.addEventListener("htmx:load", async ({ detail: { elt } }) => {
  if (elt === document.body) return;
  prepare(elt);
  const form = elt.matches(".piece.open") ? elt.querySelector("form") : null;
  if (form) {
    begun.set(form, said(form));
    await focusIn(form);
  } else {
    const aim = elt.matches("[data-focus]") ? elt : elt.querySelector("[data-focus]");
    aim?.focus({ preventScroll: false });
    aim?.removeAttribute("data-focus");
  }
  if (elt.querySelector(".said")) {
    for (const old of document.querySelectorAll(".piece .said")) if (!elt.contains(old)) old.remove();
  }
});

/** What went wrong first, else what is to be checked, else the first field. */
async function focusIn(form) {
  const comparison = form.querySelector("[role=alert]");
  const wrong = form.querySelector("[aria-invalid=true], .wrong :is(input, select, textarea)");
  if (comparison && !wrong) {
    comparison.tabIndex = -1;
    comparison.focus();
    return;
  }
  const doubtful = form.querySelector(".doubtful :is(input, select, textarea)");
  const field = wrong ?? doubtful ?? form.querySelector(":is(input:not([type=hidden]), select, textarea)");
  if (field) await enter(field);
}

// A whole page in answer is not what was asked for: somebody is signed out, or the thing is gone.
document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  left = detail.target?.closest?.("ul, .what, .pieces") ?? null;
  if (!/^\s*<!doctype/i.test(detail.xhr.responseText)) return;
  detail.shouldSwap = false;
  detail.isError = false;
  const { verb, elt } = detail.requestConfig;
  if (verb === "get") location.assign(elt.href ?? location.href);
  else warn(elt, announced.dataset.signedOut);
});
document.body.addEventListener("htmx:afterSettle", () => {
  if (document.activeElement === document.body) left?.querySelector("a.add, a.edit")?.focus();
});
for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.body.addEventListener(name, ({ detail }) => warn(detail.elt, announced.dataset.failed));
}

function warn(element, words) {
  const form = element.closest("form");
  if (!form) return say(words);
  form.querySelector(":scope > .lost")?.remove();
  const lost = Object.assign(document.createElement("p"), { className: "errors lost", textContent: words });
  lost.setAttribute("role", "alert");
  form.prepend(lost);
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing || event.target.closest?.(".tools, .linking")) return;
  const form = event.target.closest?.(".piece.open > form");
  const leave = form?.querySelector("a.leave") ?? event.target.closest?.(".panel")?.querySelector("a.leave");
  if (!leave) return;
  event.preventDefault();
  if (form && isChanged(form) && !form.dataset.warned) {
    form.dataset.warned = "1";
    warn(form, announced.dataset.unsaved);
  } else leave.click();
}, true);  // before the editor, which would only widen its selection
document.addEventListener("input", ({ target }) => {
  const form = target.closest?.(".piece.open > form");
  if (form) delete form.dataset.warned;
});
addEventListener("beforeunload", (event) => {
  if ([...openForms()].some((form) => isChanged(form) && !form.dataset.sending)) event.preventDefault();
});
// A form sent as a page of its own is not left: it is sent.
document.addEventListener("submit", ({ target }) => { target.dataset.sending = "1"; });
for (const form of openForms()) begun.set(form, said(form));
