// On a site that was not written anew since the last meeting, "next session" goes by the reader's own clock.
// Everything is right, if less fresh, without this.
const card = document.getElementById("next-entry");
const section = document.getElementById("next");
const rows = [...document.querySelectorAll(".schedule > li[data-ends]")];
const now = new Date();

if (card) {
  for (const row of rows) {
    row.classList.toggle("past", new Date(row.dataset.ends) <= now);
    row.classList.remove("now");
  }
  const ahead = rows.filter((row) => !row.classList.contains("past"));
  const next = ahead.sort((one, other) => new Date(one.dataset.ends) - new Date(other.dataset.ends))[0];
  if (!next) stepBack();
  else {
    next.classList.add("now");
    if (next.id !== section.dataset.shows) show(next);
    tellHowLong(card.querySelector("time"));
  }
}

// Nothing is ahead any more: what stays is where the group meets and whom to ask.
function stepBack() {
  document.getElementById("next-heading").textContent = section.dataset.over;
  card.replaceChildren(...card.querySelectorAll(".where, .ask"));
}

// Whom to ask, and how to come along, is the same for every session and stands only here: it is kept, where it was.
function show(row) {
  const kept = card.querySelectorAll(".ask, .come");
  card.innerHTML = row.innerHTML;
  (card.querySelector(".where") ?? card.querySelector("h3")).after(...kept);
}

// "in 6 days", by the calendar where the group meets.
function tellHowLong(time) {
  if (!time) return;
  const today = new Intl.DateTimeFormat("en-CA", { timeZone: section.dataset.zone }).format(now);
  const days = Math.round((new Date(time.dateTime.slice(0, 10)) - new Date(today)) / 86400000);
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" }).format(days, "day");
  document.getElementById("next-heading").append(` · ${words}`);
}
