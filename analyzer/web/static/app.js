(() => {
  "use strict";
  const csrf = document.querySelector("meta[name=csrf]").content;
  const told = document.getElementById("told");
  const ROWS = ".u, .p";
  const DIALOG_OF = { l: "labels", a: "acts", m: "marks" };
  let current = null;
  let forgetting = 0;
  let draft = null;

  function tell(text) {
    told.textContent = text;
    clearTimeout(forgetting);
    forgetting = setTimeout(() => (told.textContent = ""), 6000);
  }

  function select(row) {
    if (row === current) return;
    current?.removeAttribute("aria-current");
    current = row;
    if (!row) return;
    row.setAttribute("aria-current", "true");
    const block = document.querySelector(`.ribbon a[href="#${row.id}"] rect`);
    for (const head of document.querySelectorAll(".playhead")) {
      head.classList.toggle("on", Boolean(block));
      if (!block) continue;
      head.setAttribute("x1", block.getAttribute("x"));
      head.setAttribute("x2", block.getAttribute("x"));
    }
  }

  function go(row) {
    if (!row) return;
    select(row);
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "center" });
  }

  function shown() {
    return [...document.querySelectorAll(ROWS)].filter((row) => row.offsetParent);
  }

  function step(by, fits = () => true) {
    const rows = shown();
    const at = rows.indexOf(current);
    const rest = by > 0 ? rows.slice(at + 1) : rows.slice(0, Math.max(at, 0)).reverse();
    go(rest.find(fits));
  }

  function promiseOf(row) {
    const focused = document.activeElement?.closest(".promise");
    return focused ?? row?.querySelector(".promise");
  }

  function send(path, target, values) {
    htmx.ajax("POST", path, { source: target, target, swap: "outerHTML", values });
  }

  function change(kind, value) {
    if (kind === "mark") {
      const promise = promiseOf(current);
      if (!promise) return tell("There is no promise here.");
      const { c, promise: id } = promise.dataset;
      return send("/promise/mark", promise, { c, promise: id, value });
    }
    if (!current?.dataset.mark) return;
    const { c, index, mark } = current.dataset;
    send("/label", current, { c, index, mark, change: kind, value });
  }

  function open(name) {
    const dialog = document.getElementById(name);
    if (name !== "help") {
      const about = name === "marks" ? promiseOf(current) : current?.dataset.mark && current;
      if (!about) return tell(name === "marks" ? "There is no promise here." : "Choose an utterance first: j.");
      dialog.querySelector(".chosen").textContent = about.querySelector(".text").textContent;
    }
    dialog.showModal();
  }

  function edit(promise, wanted = true) {
    const form = promise?.querySelector("form.edit");
    if (!form) return tell("There is no promise here.");
    form.hidden = !wanted;
    const button = promise.querySelector("[data-edit]");
    button.setAttribute("aria-expanded", String(wanted));
    if (wanted) form.querySelector("label input").focus();
    else button.focus();
  }

  function why(row) {
    const panel = row?.querySelector(".reason");
    if (!panel) return tell("Choose an utterance first: j.");
    panel.hidden = !panel.hidden;
    row.querySelector("[data-why]").setAttribute("aria-expanded", String(!panel.hidden));
    if (panel.hidden || panel.childElementCount) return;
    panel.textContent = "Reading it without each word…";
    const { c, index, mark } = row.dataset;
    const values = { c, index, mark };
    htmx.ajax("GET", "/why", { source: panel, target: panel, swap: "innerHTML", values });
  }

  const KEYS = {
    j: () => step(1),
    k: () => step(-1),
    p: () => step(1, (row) => row.querySelector(".promise")),
    l: () => open("labels"),
    a: () => open("acts"),
    m: () => open("marks"),
    e: () => edit(promiseOf(current)),
    w: () => why(current),
    y: () => change("confirm", ""),
    u: () => change("undo", ""),
    "?": () => open("help"),
    "/": () => document.querySelector("input[type=search]")?.focus(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const dialog = document.querySelector("dialog[open]");
    if (dialog) {
      const choice = [...dialog.querySelectorAll("[data-key]")].find(
        (button) => button.dataset.key === event.key,
      );
      if (!choice) return;
      event.preventDefault();
      choice.click();
      return;
    }
    const field = event.target.closest("input:not([type=radio], [type=checkbox]), select, textarea");
    if (field) {
      if (event.key !== "Escape") return;
      const promise = field.closest(".promise");
      if (promise) edit(promise, false);
      else field.blur();
      return;
    }
    if (!Object.hasOwn(KEYS, event.key)) return;
    event.preventDefault();
    KEYS[event.key]();
  });

  document.addEventListener("click", (event) => {
    const row = event.target.closest(ROWS);
    if (row) select(row);
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.open) {
      if (button.dataset.open === "marks") button.closest(".promise").focus();
      open(button.dataset.open);
    } else if (button.dataset.change) {
      button.closest("dialog")?.close();
      change(button.dataset.change, button.dataset.value);
    } else if ("why" in button.dataset) {
      why(row);
    } else if ("edit" in button.dataset) {
      const promise = button.closest(".promise");
      edit(promise, promise.querySelector("form.edit").hidden);
    } else if ("cancel" in button.dataset) {
      edit(button.closest(".promise"), false);
    }
  });

  document.addEventListener("focusin", (event) => {
    const row = event.target.closest(ROWS);
    if (row) select(row);
  });

  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRF-Token"] = csrf;
  });
  // What is being typed outlives the answer to a mark that was set before.
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const form = detail.target.querySelector("form.edit:not([hidden])");
    draft = form && detail.requestConfig.path === "/promise/mark" ? new FormData(form) : null;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const now = document.getElementById(event.detail.target.id);
    if (!now?.matches(`${ROWS}, .promise`)) return;
    const row = now.closest(ROWS);
    current = null;
    select(row);
    now.focus({ preventScroll: true });
    if (draft) {
      edit(now);
      const fields = now.querySelector("form.edit").elements;
      for (const [name, value] of draft) fields.namedItem(name).value = value;
    }
    const block = document.querySelector(`.ribbon a[href="#${row.id}"]`);
    if (block) block.dataset.phase = row.dataset.phase;
    tell(now.classList.contains("promise") ? "Kept." : `Labelled ${row.dataset.label}.`);
    row.closest(".queue") && step(1);
  });
  document.addEventListener("htmx:responseError", (event) => {
    const { target } = event.detail;
    if (target.matches(".reason")) why(target.closest(".u"));
    tell(event.detail.xhr.responseText.slice(0, 300) || "That did not work.");
  });
  document.addEventListener("htmx:sendError", () => tell("The server does not answer."));

  function follow() {
    const row = document.getElementById(location.hash.slice(1));
    if (row?.matches(ROWS)) go(row);
  }
  addEventListener("hashchange", follow);
  follow();
})();
