// The pictures follow the choice of paper before it is saved, and the chosen leaflet is marked.
const form = document.querySelector("form.look");
const pictures = [...document.querySelectorAll("img[data-piece]")];

function show() {
  for (const picture of pictures) {
    const address = new URL(picture.src);
    address.searchParams.set("size", form.elements.paper.value);
    if (picture.src !== address.href) picture.src = address.href;
    picture.closest("li").classList.toggle("chosen", picture.dataset.piece === form.elements.layout.value);
  }
}
form.addEventListener("change", show);
show();
