// What a script adds to a reading page: a field and keys to go to a paragraph, notes beside the words they belong to,
// and, only if the reader asks, a memory of the place and a copy for reading without a network. Without it all is there.
const $ = (name) => document.getElementById(name);
const folder = new URL("./", location).pathname;
const numbered = [...document.querySelectorAll("main .n")]; // each the number of a paragraph, within it

// --- to a paragraph ---

const go = document.querySelector(".go");
const field = $("number");
if (go) {
  const form = go.querySelector("form");
  form.hidden = false;
  field.addEventListener("input", () => field.setCustomValidity(""));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const name = `p${field.value.replace(/[¶\s]/g, "").toLowerCase()}`;
    if (!$(name) && !chapterOf(name) && !form.dataset.elsewhere) {
      field.setCustomValidity(form.dataset.none);
      field.reportValidity();
      return;
    }
    go.open = false;
    field.value = "";
    const where = $(name) ? "" : (chapterOf(name) ?? form.dataset.elsewhere);
    location.assign(`${where}#${name}`);
    $(name)?.querySelector(".n").focus({ preventScroll: true });
  });
}

// The page of the chapter with this paragraph, by the contents: every line of them tells its span.
function chapterOf(name) {
  const wanted = parseInt(name.slice(1));
  for (const span of document.querySelectorAll(".contents .numbers")) {
    const [first, last = first] = span.textContent.replace("¶", "").split("–").map((number) => parseInt(number));
    if (first <= wanted && wanted <= last) return span.previousElementSibling.getAttribute("href").split("#")[0];
  }
}

// So "…/on-liberty/#p47" leads to the paragraph whether the text has one page or many.
function follow() {
  const name = location.hash.slice(1);
  if (/^p\d+\w?$/.test(name) && !$(name) && chapterOf(name)) location.replace(`${chapterOf(name)}#${name}`);
}
addEventListener("hashchange", follow);
follow();

// The last paragraph that begins above the upper third of the window.
function here() {
  const limit = innerHeight / 3;
  return numbered.findLastIndex((one) => one.getBoundingClientRect().top < limit);
}

function step(by) {
  const focused = numbered.indexOf(document.activeElement);
  const seen = focused >= 0 && isInWindow(numbered[focused]);
  const next = numbered[Math.max((seen ? focused : here()) + by, 0)];
  next?.focus({ preventScroll: true });
  next?.scrollIntoView();
}

function isInWindow(one) {
  const { top } = one.getBoundingClientRect();
  return top >= 0 && top < innerHeight;
}

addEventListener("keydown", (event) => {
  if (event.key === "Escape") return document.querySelector(".note:target .mark")?.click();
  if (!$("keys")?.checked || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select")) return;
  if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "g" && go) {
    go.open = true;
    field.focus();
  } else return;
  event.preventDefault();
});

// --- notes beside the text, where the window has room for them ---

const main = $("text");
const LONGEST = 900; // characters; a longer note stays below
function placeNotes() {
  const box = main.getBoundingClientRect();
  const size = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const room = main.dir === "rtl" ? box.left : innerWidth - box.right;
  let free = 0;
  let left = 0;
  for (const note of document.querySelectorAll(".notes > .note")) {
    const reference = $(`ref-${note.id}`);
    const beside = reference && room >= 16 * size && note.textContent.length <= LONGEST;
    note.classList.toggle("beside", Boolean(beside));
    if (beside) {
      const top = Math.max(reference.getBoundingClientRect().top - box.top, free);
      note.style.top = `${top}px`;
      free = top + note.offsetHeight + size / 2;
    } else left += 1;
  }
  document.querySelector(".notes")?.classList.toggle("none-below", left === 0);
}
new ResizeObserver(placeNotes).observe(main);
addEventListener("resize", placeNotes);

// --- what the reader asked this device to keep: nothing before that ---

const LOOK = "reading";
const PLACE = `reading ${folder}`;
const remember = $("remember");
const choices = [...document.querySelectorAll(".look input:not(#remember, #offline)")];

function keepLook() {
  const chosen = choices.filter((one) => one.checked).map((one) => one.id);
  localStorage.setItem(LOOK, JSON.stringify(chosen));
}

function keepPlace() {
  const at = numbered[here()];
  const isContents = document.querySelector(".contents h2");
  if (remember.checked && at && !isContents) localStorage.setItem(PLACE, JSON.stringify([at.textContent, location.pathname]));
}

function forget() {
  for (const name of Object.keys(localStorage)) {
    if (name === LOOK || name.startsWith(`${LOOK} `)) localStorage.removeItem(name);
  }
}

function showPlace() {
  const [number, page] = JSON.parse(localStorage.getItem(PLACE) ?? "[]");
  const line = document.querySelector(".resume");
  if (!number || location.hash) return;
  line.querySelector("b").textContent = number;
  line.querySelector("a").href = `${page}#p${number}`;
  line.hidden = false;
}

function remembering() {
  const chosen = localStorage.getItem(LOOK);
  remember.checked = chosen !== null;
  if (chosen !== null) {
    for (const one of choices) one.checked = JSON.parse(chosen).includes(one.id);
    showPlace();
  }
  for (const one of choices) one.addEventListener("change", () => remember.checked && keepLook());
  remember.addEventListener("change", () => {
    if (!remember.checked) return forget();
    keepLook();
    keepPlace();
  });
  let wait;
  addEventListener("scroll", () => {
    clearTimeout(wait);
    wait = setTimeout(keepPlace, 400);
  });
}

async function offline() {
  const box = $("offline");
  const copies = navigator.serviceWorker;
  if (!copies) return;
  const scope = new URL("./", location).href;
  const own = async () => {
    const found = await copies.getRegistration(scope);
    return found?.scope === scope ? found : undefined;
  };
  box.checked = Boolean(await own());
  box.closest("label").hidden = false;
  box.addEventListener("change", async () => {
    if (box.checked) return copies.register("offline.js").catch(() => (box.checked = false));
    await (await own())?.unregister();
    for (const name of await caches.keys()) if (name.startsWith(`${scope} `)) await caches.delete(name);
  });
}

try {
  document.querySelector(".asked").hidden = false;
  remembering();
} catch {
  remember.closest("label").hidden = true; // this browser lets nothing be kept
}
offline();
