// Text areas for rich text become editors that can say what is kept of it, and nothing else (docs/decisions/0011).
// What is pasted is cleaned by the server; what nobody changed is not sent, so it stays as it was.

const LINK = /^(https?:\/\/|mailto:|tel:|[#/])/i;
const DOMAIN = /^[\w-]+(\.[\w-]+)+([/?#]|$)/;
const PASTE = "/desk/paste/";
let kit;  // the library, fetched when the first editor is needed
let made = 0;

/** Make editors of the text areas in `part` as they come into view. */
export function prepare(part) {
  for (const area of part.querySelectorAll("textarea[data-rich]")) seen.observe(area);
}

const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    seen.unobserve(target);
    begin(target);
  }
}, { rootMargin: "200px" });

/** The editor of a text area, made if need be: a promise of it, or of nothing where it cannot be had, or where somebody
 * was quicker and writes in the text area already. */
export function begin(area) {
  const wanted = () => area.isConnected && area.value === area.defaultValue;
  area.editing ??= load().then((library) => wanted() ? editor(area, library) : null).catch(() => null);
  return area.editing;
}

/** The caret behind the last word, at once: the library's own command waits for a frame, and what somebody types until
 * then on a slow machine is lost, or where the caret was put is forgotten. */
async function toTheEnd(page) {
  const { resolveFocusPosition } = await load();
  page.view.dispatch(page.state.tr.setSelection(resolveFocusPosition(page.state.doc, "end")));
  page.view.focus();
}

/** The cursor in a field, wherever it is folded away; in its editor, where it has one. */
export async function enter(field) {
  for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  const page = field.matches("textarea[data-rich]") ? await begin(field) : null;
  if (page) await toTheEnd(page);
  else field.focus();
}

async function load() {
  kit ??= import("./django_prose_editor/editor.js").then((library) => ({ ...library, rich: vocabulary(library) }));
  return kit;
}

/** The nodes and marks of documents/rich.py; of marks, the outermost first. */
function vocabulary({ Node, Mark, Text, History }) {
  const block = (name, tag, content, more = {}) => Node.create({
    name, group: "block", content, parseHTML: () => [{ tag }], renderHTML: () => [tag, 0], ...more,
  });
  const mark = (name, more = {}) => Mark.create({
    name, parseHTML: () => [{ tag: name }], renderHTML: () => [name, 0], ...more,
  });
  const attribute = (name) => ({
    default: null, parseHTML: (element) => element.getAttribute(name),
    renderHTML: (all) => all[name] === null ? {} : { [name]: all[name] },
  });
  const withAttributes = (tag) => ({ HTMLAttributes }) => [tag, HTMLAttributes, 0];
  return [
    Node.create({ name: "doc", topNode: true, content: "block+" }),
    block("paragraph", "p", "inline*"),
    block("heading", "h3", "inline*", { defining: true }),
    block("smallHeading", "h4", "inline*", { defining: true }),
    block("quote", "blockquote", "block+", { defining: true }),
    block("bullets", "ul", "item+"),
    block("numbers", "ol", "item+"),
    block("item", "li", "block+", { group: "", defining: true }),
    Node.create({ name: "br", group: "inline", inline: true, selectable: false,
      parseHTML: () => [{ tag: "br" }], renderHTML: () => ["br"], renderText: () => "\n" }),
    Text, History,
    mark("a", { inclusive: false, addAttributes: () => ({ href: attribute("href") }),
      parseHTML: () => [{ tag: "a[href]" }], renderHTML: withAttributes("a") }),
    mark("span", { excludes: "", addAttributes: () => ({ lang: attribute("lang"), dir: attribute("dir") }),
      parseHTML: () => [{ tag: "span[lang]" }, { tag: "span[dir]" }], renderHTML: withAttributes("span") }),
    mark("em"), mark("strong"), mark("sup"), mark("sub"), mark("code"),
  ];
}

const DO = {
  strong: (chain) => chain.toggleMark("strong"),
  em: (chain) => chain.toggleMark("em"),
  sup: (chain) => chain.unsetMark("sub").toggleMark("sup"),
  sub: (chain) => chain.unsetMark("sup").toggleMark("sub"),
  heading: (chain) => chain.toggleNode("heading", "paragraph"),
  "small-heading": (chain) => chain.toggleNode("smallHeading", "paragraph"),
  quote: (chain) => chain.toggleWrap("quote"),
  bullets: (chain) => chain.toggleList("bullets", "item"),
  numbers: (chain) => chain.toggleList("numbers", "item"),
  deeper: (chain) => chain.sinkListItem("item"),
  higher: (chain) => chain.liftListItem("item"),
  plain: (chain) => chain.unsetAllMarks().clearNodes(),
  undo: (chain) => chain.undo(),
  redo: (chain) => chain.redo(),
};
const SHOWN = {
  strong: "strong", em: "em", link: "a", sup: "sup", sub: "sub", heading: "heading", "small-heading": "smallHeading",
  quote: "quote", bullets: "bullets", numbers: "numbers",
};

function editor(area, library) {
  const writing = document.getElementById("writing").content.cloneNode(true).firstElementChild;
  const [tools, linking, help] = [".tools", ".linking", ".help"].map((name) => writing.querySelector(name));
  const label = document.querySelector(`label[for="${CSS.escape(area.id)}"]`);
  if (label) label.id ||= `writing-${++made}`;
  help.id = `writing-${++made}`;
  for (const button of tools.children) button.setAttribute("aria-label", button.title);
  const described = [help.id, area.getAttribute("aria-describedby")].filter(Boolean).join(" ");
  const page = new library.Editor({
    element: { mount: writing.insertBefore(document.createElement("div"), help) },
    extensions: [...library.rich, keys(library, () => openLink(page, linking), () => tools.querySelector("[tabindex='0']").focus())],
    content: area.dataset.rich,
    injectCSS: false,
    editorProps: {
      attributes: {
        class: "page", role: "textbox", "aria-multiline": "true", "aria-describedby": described,
        ...(label ? { "aria-labelledby": label.id } : {}),
        ...(area.getAttribute("aria-invalid") ? { "aria-invalid": "true" } : {}),
      },
      // Before the library reads what is pasted: it would try on its styles, which the page does not allow.
      handleDOMEvents: { paste: (view, event) => paste(library, page, area, event) },
    },
  });
  const begun = page.state.doc;
  const isAt = document.activeElement === area;
  area.before(writing);
  area.hidden = true;
  if (isAt) toTheEnd(page);
  area.required = false;
  label?.addEventListener("click", () => page.commands.focus());
  area.form.addEventListener("formdata", ({ formData }) => {
    if (area.isConnected && !page.state.doc.eq(begun)) formData.set(`${area.name}-html`, page.getHTML());
  });
  const show = () => {
    for (const button of tools.children) {
      const name = SHOWN[button.dataset.do];
      if (name) button.setAttribute("aria-pressed", String(page.isActive(name)));
      const done = DO[button.dataset.do];
      if (done && !name) button.setAttribute("aria-disabled", String(!done(page.can().chain()).run()));
    }
  };
  page.on("transaction", show);
  page.on("update", () => area.dispatchEvent(new Event("input", { bubbles: true })));
  show();
  bar(page, tools, linking);
  return page;
}

function keys({ Extension }, link, toTools) {
  return Extension.create({
    name: "keys",
    addKeyboardShortcuts() {
      const editor = this.editor;
      const run = (name) => () => DO[name](editor.chain()).run();
      return {
        "Mod-b": run("strong"), "Mod-i": run("em"), "Mod-]": run("deeper"), "Mod-[": run("higher"),
        "Mod-k": () => link(),
        "Alt-F10": () => (toTools(), true),
        "Shift-Enter": () => editor.commands.insertContent({ type: "br" }),
        Enter: () => editor.commands.splitListItem("item"),
      };
    },
  });
}

/** The buttons: one of them is in the order of the Tab key, arrows lead to the others. */
function bar(page, tools, linking) {
  const buttons = [...tools.children];
  const choose = (button) => {
    for (const one of buttons) one.tabIndex = one === button ? 0 : -1;
  };
  choose(buttons[0]);
  tools.addEventListener("mousedown", (event) => event.preventDefault());  // the selection stays where it is
  tools.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    choose(button);
    if (button.dataset.do === "link") openLink(page, linking);
    else DO[button.dataset.do](page.chain().focus()).run();
  });
  tools.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(document.activeElement);
    const step = getComputedStyle(tools).direction === "rtl" ? -1 : 1;
    const to = { ArrowRight: at + step, ArrowLeft: at - step, Home: 0, End: buttons.length - 1 }[event.key];
    if (event.key === "Escape") page.commands.focus();
    else if (to === undefined) return;
    else {
      const next = buttons[(to + buttons.length) % buttons.length];
      choose(next);
      next.focus();
    }
    event.preventDefault();
    event.stopPropagation();
  });
  linking.addEventListener("click", ({ target }) => {
    const name = target.closest("button")?.dataset.do;
    if (name) setLink(page, linking, name === "set-link");
  });
  linking.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    if (event.target.closest("button") && event.key === "Enter") return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Enter") setLink(page, linking, true);
    else closeLink(page, linking);
  });
}

function openLink(page, linking) {
  const field = linking.querySelector("input");
  field.value = page.getAttributes("a").href ?? "";
  linking.hidden = false;
  field.focus();
  return true;
}

function closeLink(page, linking) {
  linking.hidden = true;
  page.commands.focus();
}

function setLink(page, linking, isSet) {
  let href = linking.querySelector("input").value.trim();
  if (DOMAIN.test(href)) href = `https://${href}`;
  const chain = page.chain().focus().extendMarkRange("a");
  if (!isSet || !href) chain.unsetMark("a").run();
  else if (!LINK.test(href)) return linking.querySelector("input").focus();
  else if (page.state.selection.empty && !page.isActive("a")) {
    chain.insertContent({ type: "text", text: href, marks: [{ type: "a", attrs: { href } }] }).run();
  } else chain.setMark("a", { href }).run();
  linking.hidden = true;
}

/** What is pasted from elsewhere comes back clean from the server; if that fails, its plain words are taken. */
function paste(library, page, area, event) {
  const markup = event.clipboardData?.getData("text/html");
  const words = event.clipboardData?.getData("text/plain") ?? "";
  if (!markup || markup.includes("data-pm-slice")) return false;
  event.preventDefault();
  const token = area.form.elements.csrfmiddlewaretoken?.value ?? "";
  fetch(PASTE, { method: "POST", body: markup, headers: { "Content-Type": "text/html; charset=utf-8", "X-CSRFToken": token } })
    .then((answer) => answer.ok && !answer.redirected ? answer.text() : "")
    .catch(() => "")
    .then((clean) => {
      if (page.isDestroyed) return;
      if (clean) insert(library, page, clean);
      else page.view.pasteText(words);
    });
  return true;
}

function insert({ pm }, page, clean) {
  const part = new DOMParser().parseFromString(clean, "text/html").body;
  const slice = pm.model.DOMParser.fromSchema(page.schema).parseSlice(part, { preserveWhitespace: false });
  const only = slice.content.childCount === 1 && slice.content.firstChild.type.name === "paragraph";
  const { tr } = page.state;
  // One paragraph goes into the line; several stand for themselves.
  tr.replaceSelection(only ? new pm.model.Slice(slice.content, 1, 1) : slice).scrollIntoView();
  page.view.dispatch(tr.setMeta("paste", true).setMeta("uiEvent", "paste"));
}

prepare(document);
const aim = document.querySelector(":is(input, select, textarea):target");  // a link led to this field
if (aim) enter(aim);
