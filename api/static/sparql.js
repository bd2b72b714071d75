"use strict";

// The form works without this file: its text becomes YASGUI's editor, and its answer a table below, as soon as
// somebody means to write. The editor is a megabyte: whoever only reads an example does not wait for it.
(() => {
  const { lost, editor: address, style } = document.currentScript.dataset;
  const form = document.querySelector("form");
  const text = form.elements.namedItem("query");
  text.addEventListener("focus", () => {
    const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: style });
    const script = Object.assign(document.createElement("script"), { src: address, onload: () => edit(window.Yasgui) });
    document.head.append(sheet, script);
  }, { once: true });

  const edit = (editor) => {
    const place = document.createElement("div");
    text.before(place);
    text.hidden = true;
    text.required = false;
    document.body.classList.add("enhanced");

    const results = document.getElementById("results");
    const yasqe = new editor.Yasqe(place, {
      value: text.value,
      persistenceId: null,
      showQueryButton: false,
      createShareableLink: null,
      autocompleters: ["prefixes", "variables"],
      requestConfig: { endpoint: form.action, method: "POST" },
    });
    const yasr = new editor.Yasr(results, {
      persistenceId: null,
      maxPersistentResponseSize: 0,
      getUsedPrefixes: () => yasqe.getPrefixesFromQuery(),
    });

    // What went wrong, as the service tells it, and the cursor where it did.
    const complain = (problem) => {
      const shown = document.createElement("p");
      shown.className = "problem";
      shown.setAttribute("role", "alert");
      shown.textContent = problem.detail || problem.title;
      results.before(shown);
      if (problem.line) {
        yasqe.setCursor(problem.line - 1, problem.column - 1);
        yasqe.focus();
      }
    };

    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      document.querySelectorAll(".problem").forEach((one) => one.remove());
      const button = form.querySelector("button");
      button.disabled = true;
      const began = performance.now();
      try {
        const answer = await fetch(form.action, {
          method: "POST",
          headers: {
            "Content-Type": "application/sparql-query",
            Accept: "application/sparql-results+json, text/turtle;q=0.9",
          },
          body: yasqe.getValue(),
        });
        if (answer.ok) {
          const data = await answer.text();
          const contentType = (answer.headers.get("Content-Type") || "").split(";")[0];
          const executionTime = Math.round(performance.now() - began);
          yasr.setResponse({ data, contentType, status: answer.status, executionTime }, executionTime);
        } else {
          complain(await answer.json());
        }
      } catch (error) {
        complain({ detail: lost });
      } finally {
        button.disabled = false;
      }
    });
    yasqe.focus();
  };
})();
