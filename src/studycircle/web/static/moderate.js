// Looking through comments by keyboard: j and k go on and back, a approves, h hides, x ticks, u undoes the last.
// Keys count only within the list. Without this script the buttons of each comment do the same.

const form = document.querySelector("form.moderate");
const articles = form ? [...form.querySelectorAll("article")] : [];
const done = []; // what u can undo: [article, number in the log]
let waits = Promise.resolve(); // one thing after another, however fast the keys come

async function send(address, values) {
  const data = new FormData();
  data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  for (const [name, value] of Object.entries(values)) data.set(name, value);
  const answer = await fetch(address, { method: "POST", body: data, headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
}

function say(words, article) {
  form.querySelector("[role=status]").textContent = words;
  if (article) article.querySelector(".by").dataset.outcome = words;
}

function go(from, step) {
  const at = articles.indexOf(from);
  const open = step > 0 ? articles.slice(at + 1) : articles.slice(0, at).reverse();
  const next = open.find((article) => !article.classList.contains("done"));
  if (next) next.focus();
  return Boolean(next);
}

async function decide(article, kind) {
  const reason = { reason: form.elements.reason.value, why: form.elements.why.value };
  const answer = await send(form.action, { [kind]: article.dataset.seen, ...(kind === "hide" ? reason : {}) });
  if (answer.stale) {
    article.classList.remove("done");
    say(form.dataset.stale, article);
    return;
  }
  if (answer.acts.length) done.push([article, answer.acts[0]]);
  article.querySelector("input").checked = false;
  say(kind === "hide" ? form.dataset.hidden : form.dataset.stands, article);
}

async function undo() {
  const [article, number] = done.pop() ?? [];
  if (!article) return;
  await send(form.dataset.undo.replace(/0\/$/, `${number}/`), {});
  article.classList.remove("done");
  say(form.dataset.undone, article);
  article.focus();
}

function act(article, key) {
  if (key === "j") go(article, 1);
  else if (key === "k") go(article, -1);
  else if (key === "x") article.querySelector("input").click();
  else if (key === "u") waits = waits.then(undo).catch(() => say(form.dataset.failed));
  else if (!article.classList.contains("done")) {
    article.classList.add("done"); // at once, so that the next key meets the next comment
    const kind = key === "a" ? "approve" : "hide";
    waits = waits
      .then(() => decide(article, kind))
      .catch(() => {
        article.classList.remove("done");
        say(form.dataset.failed, article);
      });
    if (!go(article, 1) && !go(article, -1)) waits.then(() => say(form.dataset.all));
  }
}

if (articles.length) {
  form.querySelector(".keys").hidden = false;
  form.addEventListener("keydown", (event) => {
    const article = event.target.closest("article");
    const isTyping = event.target.matches("select, textarea, input:not([type=checkbox])");
    if (!article || isTyping || event.ctrlKey || event.metaKey || event.altKey || !"jkahxu".includes(event.key)) return;
    event.preventDefault();
    act(article, event.key);
  });
  articles[0].focus({ preventScroll: true });
}
