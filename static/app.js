// Progressive enhancement only: every page works without this file.
(() => {
  "use strict";

  const two = (number) => String(number).padStart(2, "0");

  // Times: shown in the reader's zone, with UTC kept in the title.
  const localTimes = (part) => {
    for (const time of part.querySelectorAll("time[data-local-time]")) {
      const moment = new Date(time.dateTime);
      if (Number.isNaN(moment.getTime())) continue;
      const zone = new Intl.DateTimeFormat("en", { timeZoneName: "short" }).formatToParts(moment);
      const name = zone.find((one) => one.type === "timeZoneName")?.value ?? "";
      const day = `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
      time.textContent = `${day} ${two(moment.getHours())}:${two(moment.getMinutes())} ${name}`;
      time.removeAttribute("data-local-time");
    }
  };

  // Forms: warn before typed text is left behind, and send a form once only.
  const guardForms = () => {
    let changed = null;
    document.addEventListener("input", (event) => {
      const form = event.target.closest("form[data-guard]");
      if (form) changed = form;
    });
    document.addEventListener("submit", (event) => {
      const form = event.target;
      if (form.method !== "post") return;
      if (form.dataset.sent) {
        event.preventDefault();
        return;
      }
      form.dataset.sent = "yes";
      changed = null;
    });
    window.addEventListener("beforeunload", (event) => {
      if (changed && document.contains(changed)) event.preventDefault();
    });
    window.addEventListener("pageshow", () => {
      for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
    });
  };

  // The menu on narrow screens. Without a script the navigation is simply there.
  const menu = () => {
    const button = document.querySelector("[data-menu]");
    const side = document.getElementById("navigation");
    if (!button || !side) return;
    const open = (isOpen) => {
      button.setAttribute("aria-expanded", String(isOpen));
      side.classList.toggle("is-open", isOpen);
    };
    button.addEventListener("click", () => open(button.getAttribute("aria-expanded") !== "true"));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && button.getAttribute("aria-expanded") === "true") {
        open(false);
        button.focus();
      }
    });
  };

  // Passwords: shown while their person wants to see them, hidden again before the form is sent.
  const passwords = () => {
    for (const field of document.querySelectorAll('input[type="password"]')) {
      const button = document.createElement("button");
      const show = (isShown) => {
        field.type = isShown ? "text" : "password";
        button.textContent = isShown ? "Hide" : "Show";
        button.setAttribute("aria-label", `${button.textContent} what is typed above`);
      };
      button.type = "button";
      button.setAttribute("aria-controls", field.id);
      button.className = "btn btn-sm btn-link reveal";
      button.addEventListener("click", () => show(field.type === "password"));
      field.form?.addEventListener("submit", () => show(false));
      show(false);
      field.after(button);
      if (field.dataset.shortest) counted(field, button);
    }
  };

  // How long a new password is already, in words.
  const counted = (field, after) => {
    const words = document.createElement("span");
    words.className = "hint";
    words.setAttribute("role", "status");
    field.addEventListener("input", () => {
      const missing = Number(field.dataset.shortest) - [...field.value.normalize("NFKC")].length;
      words.textContent = missing > 0 ? `${missing} more needed` : "Long enough; it is checked against common words next";
    });
    after.after(words);
  };

  // A refused form: read out and reach its faults first.
  const focusSummary = () => document.querySelector("[data-summary]")?.focus();

  document.addEventListener("DOMContentLoaded", () => {
    localTimes(document);
    guardForms();
    menu();
    passwords();
    focusSummary();
  });
  document.addEventListener("htmx:afterSwap", (event) => localTimes(event.target));
})();
