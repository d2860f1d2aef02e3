// Sessions moved in their list: by drag, or with Alt and the arrows on the handle. Nothing is moved but on this page
// until the server has said what would change and was told to do it.

const list = () => document.getElementById("sessions-list");
const rows = () => [...list().children];
const announced = document.getElementById("announced");
let pending = null;  // the row that stands elsewhere for now: {row, order}

if (list()) {
  begin();
  document.body.addEventListener("htmx:load", ({ detail: { elt } }) => {
    if (elt.id === "sessions-list") {
      pending = null;
      begin();
    }
  });
}

function begin() {
  for (const handle of list().querySelectorAll(".handle")) handle.hidden = false;
}

const say = (name, row, place) => {
  const words = list().dataset[name].replace("{number}", row.dataset.number).replace("{place}", place + 1);
  announced.textContent = "";
  requestAnimationFrame(() => { announced.textContent = words.replace("{all}", rows().length); });
};

/** Take up a row, if nothing that is typed would be lost when the list is new. */
function take(row) {
  if (document.querySelector(".session .piece.open")) {
    say("busy", row, 0);
    return false;
  }
  if (pending && pending.row !== row) putBack();
  pending ??= { row, order: rows() };
  row.classList.add("moving");
  return true;
}

/** Let the row stand at `place`. The others are moved around it, so that it keeps the focus and the pointer. */
function stand(row, place) {
  let at = rows().indexOf(row);
  for (; at < place; at++) row.before(row.nextElementSibling);
  for (; at > place; at--) row.after(row.previousElementSibling);
}

function putBack() {
  if (!pending) return;
  const { row, order } = pending;
  pending = null;
  row.classList.remove("moving");
  row.querySelector(".panel").replaceChildren();
  stand(row, order.indexOf(row));
}

/** Ask the server for it; it answers with what would change, or with the list as it then is. */
function ask() {
  const { row, order } = pending;
  const place = rows().indexOf(row);
  row.classList.remove("moving");
  if (place === order.indexOf(row)) return putBack();
  const form = row.querySelector(".moves form");
  htmx.ajax("POST", form.action, {
    target: row.querySelector(".panel"), swap: "innerHTML",
    values: { place: place + 1, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value },
  });
}

document.addEventListener("keydown", (event) => {
  const handle = event.target.closest?.(".handle");
  if (!handle) return;
  const row = handle.closest(".session");
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (by && event.altKey) {
    event.preventDefault();
    if (!take(row)) return;
    const to = rows().indexOf(row) + by;
    if (to < 0 || to >= rows().length) return say("ends", row, to);
    stand(row, to);
    row.scrollIntoView({ block: "nearest" });
    say("moved", row, to);
  } else if (pending?.row === row && (event.key === "Enter" || event.key === " ")) {
    event.preventDefault();
    ask();
  } else if (pending?.row === row && event.key === "Escape") {
    event.preventDefault();
    putBack();
    say("back", row, rows().indexOf(row));
  }
});
document.addEventListener("focusout", ({ target, relatedTarget }) => {
  const row = target.closest?.(".session");
  if (pending?.row !== row || !row.classList.contains("moving") || row.contains(relatedTarget)) return;
  if (!dragging) putBack();
});
document.addEventListener("click", (event) => {
  const leave = event.target.closest?.(".panel a.leave");
  if (!leave) return;
  event.preventDefault();
  const row = leave.closest(".session");
  if (pending?.row === row) {
    putBack();
    say("back", row, rows().indexOf(row));
  } else row.querySelector(".panel").replaceChildren();
  row.querySelector(".handle").focus();
});

let dragging = null;
document.addEventListener("pointerdown", (event) => {
  const handle = event.target.closest?.(".handle");
  if (!handle || event.button || !take(handle.closest(".session"))) return;
  event.preventDefault();
  handle.focus();
  handle.setPointerCapture(event.pointerId);
  dragging = { row: handle.closest(".session"), y: event.clientY, has_moved: false };
});
document.addEventListener("pointermove", (event) => {
  if (!dragging) return;
  const { row } = dragging;
  if (Math.abs(event.clientY - dragging.y) > 4) dragging.has_moved = true;
  if (!dragging.has_moved) return;
  row.classList.add("dragged");
  const all = rows();
  const at = all.indexOf(row);
  const middle = (one) => one.getBoundingClientRect().top + one.getBoundingClientRect().height / 2;
  let to = at;
  while (to > 0 && event.clientY < middle(all[to - 1])) to--;
  while (to < all.length - 1 && event.clientY > middle(all[to + 1])) to++;
  stand(row, to);
  if (event.clientY < 40) scrollBy(0, -12);
  if (event.clientY > innerHeight - 40) scrollBy(0, 12);
});
for (const name of ["pointerup", "pointercancel"]) {
  document.addEventListener(name, () => {
    if (!dragging) return;
    const { row, has_moved } = dragging;
    dragging = null;
    row.classList.remove("dragged");
    if (name === "pointercancel") putBack();
    else if (has_moved && pending) ask();
    else row.classList.remove("moving");
  });
}
