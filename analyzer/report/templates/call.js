(() => {
  "use strict";
  const lines = [...document.querySelectorAll(".u")];
  const blocks = new Map(
    [...document.querySelectorAll(".ribbon a[data-label]")].map((block) => [
      block.getAttribute("href").slice(1),
      block.firstElementChild,
    ]),
  );
  const playheads = document.querySelectorAll(".playhead");
  const readout = document.querySelector(".readout");
  const keys = document.querySelector(".keys");
  const shortcuts = keys.querySelector("input");
  let current = null;

  function text(line, parts) {
    const found = [...line.querySelectorAll(parts)];
    return found.map((part) => part.textContent.trim()).join(" ");
  }

  function read(line) {
    readout.replaceChildren(
      Object.assign(document.createElement("b"), { textContent: text(line, ".said > *") }),
      ` ${text(line, ".label > :not(.why, .swatch)")} `,
      Object.assign(document.createElement("q"), { textContent: text(line, "p") }),
    );
  }

  function select(line) {
    current?.removeAttribute("aria-current");
    current = line;
    line.setAttribute("aria-current", "true");
    const block = blocks.get(line.id);
    for (const head of playheads) {
      head.setAttribute("x1", block.getAttribute("x"));
      head.setAttribute("x2", block.getAttribute("x"));
      head.classList.add("on");
    }
    read(line);
  }

  function step(by) {
    const shown = lines.filter((line) => line.offsetParent);
    const next = shown[current && shown.includes(current) ? shown.indexOf(current) + by : 0];
    if (!next) return;
    select(next);
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "center" });
  }

  function follow() {
    const line = lines.find((candidate) => `#${candidate.id}` === location.hash);
    if (!line) return;
    if (!line.offsetParent) document.querySelector("[name=show][value=all]").click();
    select(line);
    line.scrollIntoView({ block: "center" });
  }

  document.addEventListener("keydown", (event) => {
    const by = { j: 1, k: -1 }[event.key];
    if (!by || !shortcuts.checked || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    step(by);
  });
  document.querySelector(".ribbon").addEventListener("pointerover", (event) => {
    const id = event.target.closest("a")?.getAttribute("href").slice(1);
    const line = id && document.getElementById(id);
    if (line?.classList.contains("u")) read(line);
  });
  for (const line of lines) line.addEventListener("click", () => select(line));
  addEventListener("hashchange", follow);

  keys.hidden = readout.hidden = false;
  readout.textContent = "Point at the timeline to read what was said; click to go there.";
  follow();
})();
