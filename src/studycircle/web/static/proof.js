// While a group is under attack a browser does a sum before it sends a comment: it tries numbers until one fits.
// Without this script the comment is sent all the same, and a moderator looks at it.

async function hash(text) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function solve({ algorithm, challenge, salt, signature, maxnumber }) {
  for (let number = 0; number <= maxnumber; number += 1) {
    if ((await hash(salt + number)) === challenge) {
      return btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
    }
  }
  return "";
}

for (const form of document.querySelectorAll("form[data-sum]")) {
  if (!globalThis.crypto?.subtle) continue; // not over https
  const solved = solve(JSON.parse(form.dataset.sum)); // it is done while somebody writes
  form.addEventListener("submit", async (event) => {
    if (form.elements.sum.value) return;
    event.preventDefault();
    form.elements.sum.value = await solved;
    form.submit();
  });
}
