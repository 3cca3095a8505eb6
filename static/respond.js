// The supplier's pages: answers are saved when a field is left and every ten seconds while something changed.
// Nothing is kept in the browser's own storage; what is not saved stands in its field and is sent again.
(() => {
  "use strict";

  const EVERY = 10_000;
  const JSON_ONLY = { headers: { Accept: "application/json" }, method: "POST", redirect: "error" };
  const clock = () => new Date().toTimeString().slice(0, 5);

  const bar = () => document.querySelector("[data-saved]");
  const over = () => document.querySelector("[data-over]");

  const say = (place, words, isBad = false) => {
    if (!place) return;
    place.textContent = words;
    place.classList.toggle("saved-bad", isBad);
  };

  // One question: what was changed since the last save, and at most one save under way.
  class Answer {
    constructor(form) {
      this.form = form;
      this.isDirty = false;
      this.isConflict = false;
      this.isAwaited = false;
      this.underWay = null;
      this.state = form.querySelector("[data-state]");
      form.addEventListener("input", () => this.touch());
      form.addEventListener("change", () => {
        this.touch();
        this.save();
      });
      form.addEventListener("focusout", () => this.save());
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        event.stopPropagation();
        this.isDirty = true;
        this.save();
      });
    }

    touch() {
      this.isDirty = true;
      say(this.state, "Not saved yet");
    }

    async save() {
      this.isAwaited = Boolean(this.underWay);
      if (!this.isDirty || this.isConflict || this.underWay) return;
      this.isDirty = false;
      this.underWay = this.send();
      await this.underWay;
      this.underWay = null;
      // a field that was left while the save before was still under way
      if (this.isAwaited && this.isDirty) await this.save();
    }

    async send() {
      try {
        const answer = await fetch(this.form.action, { ...JSON_ONLY, body: new URLSearchParams(new FormData(this.form)) });
        const found = await answer.json();
        if (answer.ok) this.saved(found);
        else if (answer.status === 409 && found.theirs) this.choose(found);
        else this.failed(found.sentence, answer.status);
      } catch {
        this.failed("The portal could not be reached. What you typed stays here and is saved as soon as it answers.", 0);
      }
    }

    saved(found) {
      this.form.elements.rev.value = found.rev;
      say(this.state, `Saved at ${clock()}`);
      say(bar(), `Saved at ${clock()}`);
      over().hidden = answers.some((one) => one.isDirty);
      draw(found);
    }

    failed(sentence, status) {
      const words = sentence || "This was not saved. It stays here; try again in a moment.";
      // a fault of the answer itself waits for its writer; everything else is sent again by itself
      this.isDirty = this.isDirty || status !== 422;
      say(this.state, status === 422 ? words : "Not saved yet", true);
      if (status === 422) return;
      say(bar(), "Not saved", true);
      over().querySelector("[data-over-words]").textContent = words;
      over().hidden = false;
    }

    // Somebody else answered meanwhile: both texts are shown, and the person chooses.
    choose(found) {
      this.isConflict = true;
      say(this.state, "Not saved", true);
      const box = this.form.querySelector("[data-conflict]");
      const line = (text) => Object.assign(document.createElement("p"), { textContent: text });
      const button = (text, act) => {
        const made = Object.assign(document.createElement("button"), { type: "button", textContent: text });
        made.className = "btn btn-outline-secondary";
        made.addEventListener("click", () => {
          box.replaceChildren();
          box.className = "";
          this.isConflict = false;
          this.form.elements.rev.value = found.theirs.rev;
          act();
        });
        return made;
      };
      const buttons = document.createElement("div");
      buttons.className = "buttons";
      buttons.append(
        button("Save mine in its place", () => {
          this.isDirty = true;
          this.save();
        }),
        button(`Keep the answer of ${found.theirs.by}`, () => this.fill(found.theirs.fields)),
      );
      box.className = "summary";
      box.setAttribute("role", "alert");
      box.replaceChildren(line(found.sentence), line(`Theirs: ${found.theirs.words}`), line(`Yours: ${found.yours}`), buttons);
    }

    fill(fields) {
      for (const field of this.form.elements) {
        if (!(field.name in fields)) continue;
        if (field.type === "radio") field.checked = field.value === fields[field.name];
        else if (field.type === "checkbox") field.checked = fields[field.name] === "1";
        else field.value = fields[field.name];
      }
      reveal(this.form);
      this.isDirty = false;
      say(this.state, "Theirs is kept");
    }
  }

  const answers = [];

  // What a save changed elsewhere on the page: progress, hidden questions, hidden inputs, what is open.
  const draw = (found) => {
    const meter = document.querySelector("[data-meter]");
    if (meter) {
      const bar = meter.querySelector("progress");
      bar.max = Math.max(found.total, 1);
      bar.value = found.done;
      meter.querySelector(".meter-words").textContent = `${found.done} of ${found.total}`;
    }
    const hidden = new Set(found.hidden);
    const hiddenInputs = new Set(found.hidden_inputs);
    const open = new Set(found.open);
    for (const one of document.querySelectorAll("[data-question]")) {
      one.hidden = hidden.has(one.dataset.question);
      const mark = one.querySelector("[data-open]");
      if (mark) mark.hidden = !open.has(one.dataset.question);
    }
    for (const one of document.querySelectorAll("[data-input]")) one.hidden = hiddenInputs.has(one.dataset.input);
  };

  const reveal = (part) => {
    for (const box of part.querySelectorAll("[data-reveals]")) {
      document.getElementById(box.dataset.reveals).toggleAttribute("data-concealed", !box.checked);
    }
  };

  const saveAll = () => Promise.all(answers.map((one) => one.save()));

  // A file goes up with its progress; the page then shows it.
  const upload = (form) => {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      const bar = form.querySelector("[data-progress]");
      const state = form.querySelector("[data-file-state]");
      const sent = new XMLHttpRequest();
      sent.upload.addEventListener("progress", (one) => {
        bar.hidden = false;
        bar.value = one.lengthComputable ? (100 * one.loaded) / one.total : 0;
      });
      sent.addEventListener("loadend", async () => {
        bar.hidden = true;
        if (sent.status === 200) {
          await saveAll();
          location.hash = form.closest("[data-question]").id;
          location.reload();
          return;
        }
        const words = sent.response?.sentence;
        say(state, words || "The upload broke off, so nothing was kept. Attach the file again.", true);
      });
      sent.open("POST", form.action);
      sent.setRequestHeader("Accept", "application/json");
      sent.responseType = "json";
      say(state, "Uploading …");
      sent.send(new FormData(form));
    });
  };

  document.addEventListener("DOMContentLoaded", () => {
    for (const form of document.querySelectorAll("form[data-answer]")) answers.push(new Answer(form));
    for (const form of document.querySelectorAll("form[data-file]")) upload(form);
    document.addEventListener("change", (event) => {
      if (event.target.dataset?.reveals) reveal(event.target.form);
    });
    document.querySelector("[data-retry]")?.addEventListener("click", saveAll);
    document.addEventListener("visibilitychange", saveAll);
    window.addEventListener("beforeunload", (event) => {
      if (answers.some((one) => one.isDirty || one.underWay)) event.preventDefault();
    });
    setInterval(saveAll, EVERY);
  });
})();
