"""A person at the keyboard: goes from thing to thing with the Tab key, and never touches the mouse."""

import re

from playwright.sync_api import Page

MOST_STEPS = 900  # a page with more to tab through than this is nobody's pleasure

# What the focus is on, as a screen reader would say it: what kind of thing, and its name.
FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return ["", "", ""];
  const tidy = words => (words || "").replace(/\\s+/g, " ").trim();
  const by = (one.getAttribute("aria-labelledby") || "").split(" ").map(id => document.getElementById(id)?.innerText);
  const labels = [...(one.labels || [])].map(label => label.innerText);
  const name = tidy(one.getAttribute("aria-label")) || tidy(by.join(" ")) || tidy(labels.join(" ")) || tidy(one.innerText);
  const legend = tidy(one.closest("fieldset")?.querySelector("legend")?.innerText);
  return [one.localName, name, legend];
}"""


class Keyboard:
    """The keys of one person, and what they do with them."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, name: str, kind: str = "", within: str = "") -> None:
        """Tab on until the focus is on what is called ``name`` (the whole of it, or what it begins with before a
        colon or a help text). ``kind``: "a", "button", "input" …; ``within``: words of the fieldset around it."""
        wanted = re.compile(rf"{re.escape(name)}(?!\w)")
        seen: list[str] = []
        for _ in range(MOST_STEPS):
            self.page.keyboard.press("Tab")
            is_a, called, legend = self.page.evaluate(FOCUSED)
            if wanted.match(called) and kind in ("", is_a) and within in legend:
                self.must_be_seen()
                return
            seen.append(f"{is_a} {called[:60]}")
        raise AssertionError(f"{name!r} is nowhere on {self.page.url}; there are {sorted(set(seen))}")

    def must_be_seen(self) -> None:
        """Whoever works by keyboard sees where they are: the focus has a ring, and nothing lies over it."""
        ring = self.page.evaluate(
            "() => { const it = document.activeElement, own = getComputedStyle(it);"
            "  return own.outlineStyle !== 'none' || own.boxShadow !== 'none' }"
        )
        assert ring, f"no ring around {self.page.evaluate(FOCUSED)} on {self.page.url}"

    def follow(self, name: str, kind: str = "", within: str = "") -> None:
        """Go to a link or button and press it, and wait for the page it leads to."""
        self.to(name, kind, within)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def press(self, name: str, key: str = "Enter", within: str = "") -> None:
        """Go to something and press a key on it, staying on the page."""
        self.to(name, within=within)
        self.page.keyboard.press(key)

    def fill(self, name: str, words: str, within: str = "") -> None:
        """Go to a field and write ``words`` in place of what stands there."""
        self.to(name, within=within)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(words)

    def choose(self, name: str, option: str) -> None:
        """Go to a list of choices and type the beginning of one, as one does."""
        self.to(name, "select")
        self.page.keyboard.type(option)
