// Suggestions under a search box, from /v1/search. The form works without this file.
"use strict";

const WAIT = 120; // ms without a key before asking
const SHOWN = 8;
const LONG = 200; // characters from which it is a text, not a search
// The words of the page's language: the kinds, by class, and what is said of the number of suggestions.
const WORDS = JSON.parse(document.currentScript.dataset.words);

// Places, certifications and trainings have French names only: both languages are searched.
const LANGUAGES = [...new Set([document.documentElement.lang, "fr"])];
const MATCHES = ["code", "exact", "prefix", "words", "fuzzy", "partial"]; // the best first

const PLACES = new Set(["Commune", "EmploymentBasin", "Department", "Region", "Intercommunality", "EmploymentZone", "District", "Perimeter"]);

function page(row) {
  if (PLACES.has(row.type)) return `/territoire/${encodeURIComponent(row.curie)}`;
  return `/page?uri=${encodeURIComponent(row.type === "JobTitle" && row.part_of ? row.part_of : row.curie)}`;
}

// schemes: the referentials of which suggestions are kept, none for all. choose(row): what one does once chosen.
function suggest(input, list, status, schemes, choose) {
  let rows = [], at = -1, timer = 0, asked = 0;

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  close();

  function close() {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark(next) {
    at = next;
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === at)));
    if (at < 0) { input.removeAttribute("aria-activedescendant"); return; }
    input.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  }

  function show(found) {
    rows = found;
    list.replaceChildren(...rows.map((row, place) => {
      const item = document.createElement("li");
      const code = document.createElement("span");
      item.id = `${list.id}-${place}`;
      item.setAttribute("role", "option");
      item.textContent = row.shown + " ";
      item.lang = row.lang;
      code.className = "code";
      code.lang = document.documentElement.lang;
      // Nobody reads an identifier of forty characters: the scheme says enough.
      const shown = row.curie.length > 30 ? row.curie.split(":", 1)[0].toUpperCase() : row.curie;
      code.textContent = `${WORDS.kinds[row.type] || row.type} ${shown}`;
      item.append(code);
      item.addEventListener("mousedown", (event) => { event.preventDefault(); close(); choose(row); });
      return item;
    }));
    mark(-1);
    list.hidden = !rows.length;
    input.setAttribute("aria-expanded", String(rows.length > 0));
    if (status) status.textContent = rows.length ? WORDS.some.replace("%(count)s", rows.length) : WORDS.none;
  }

  async function answers(text, lang) {
    const query = new URLSearchParams({ q: text, lang, limit: String(schemes.length ? 10 * SHOWN : SHOWN) });
    const answer = await fetch(`/v1/search?${query}`, { headers: { accept: "application/json" } });
    if (!answer.ok) return null;
    return (await answer.json()).rows.map((row) => ({ ...row, lang, shown: lang === "fr" ? row.label : row.matched }));
  }

  async function ask() {
    const text = input.value.trim(), mine = ++asked;
    if (text.length < 2 || text.length > LONG) { close(); return; }
    try {
      const found = await Promise.all(LANGUAGES.map((lang) => answers(text, lang)));
      if (mine !== asked || found.includes(null)) return;
      const known = new Set();
      const each = found.flat().filter((row) => !known.has(row.curie) && known.add(row.curie));
      if (found.length > 1) each.sort((one, other) => MATCHES.indexOf(one.match) - MATCHES.indexOf(other.match));
      list.dataset.for = text;
      show(each.filter((row) => !schemes.length || schemes.includes(row.scheme)).slice(0, SHOWN));
    } catch { close(); } // the form still works
  }

  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, WAIT); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) { event.preventDefault(); close(); return; }
    // What is shown may still answer fewer letters than are typed: it is not chosen by mistake.
    if (list.hidden || list.dataset.for !== input.value.trim()) return;
    if (event.key === "ArrowDown") mark((at + 1) % rows.length);
    else if (event.key === "ArrowUp") mark(at <= 0 ? rows.length - 1 : at - 1);
    else if (event.key === "Enter" && at >= 0) { const row = rows[at]; close(); choose(row); }
    else return;
    event.preventDefault();
  });
}

// A text with line breaks, or a long one, becomes a text area that is sent to the page that reads texts.
function takeTexts(form, input) {
  function send(text) {
    const area = document.createElement("textarea");
    area.name = "texte";
    area.hidden = true;
    area.value = text;
    form.append(area);
    input.disabled = true;
    form.method = "post";
    form.action = "/texte";
  }
  input.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text");
    if (!/\n/.test(text.trim())) return;
    event.preventDefault();
    send(text);
    form.requestSubmit();
  });
  form.addEventListener("submit", () => {
    if (!input.disabled && input.value.trim().length > LONG) send(input.value);
  });
}

for (const form of document.querySelectorAll("form[data-search]")) {
  const input = form.querySelector("input[type=search]");
  suggest(input, form.querySelector(".suggestions"), form.querySelector("[data-status]"), [],
    (row) => location.assign(page(row)));
  takeTexts(form, input);
}
for (const input of document.querySelectorAll("input[data-suggest]")) {
  const list = document.getElementById(`${input.id}-list`);
  suggest(input, list, null, input.dataset.suggest.split(" "),
    (row) => { input.value = row.type === "JobTitle" && row.part_of ? row.part_of : row.curie; input.title = row.label; });
}
