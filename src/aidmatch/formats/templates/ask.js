"use strict";
// The answers become a file that the reader sends back: nothing leaves the page by itself.
(() => {
  const button = document.getElementById("save");
  const answerOf = (question) => {
    const held = question.querySelector("input:checked") || question.querySelector("input[type=text]");
    return held && held.value.trim() ? held.value.trim() : null;
  };
  button.parentElement.hidden = false;
  button.addEventListener("click", () => {
    const questions = [...document.querySelectorAll("li[data-fact]")].map((one) => ({
      fact: one.dataset.fact,
      question: one.querySelector("h2").textContent,
      answer: answerOf(one),
    }));
    const form = {
      schema_version: 1,
      company: document.body.dataset.company,
      filled_by: document.getElementById("by").value.trim(),
      filled_on: document.getElementById("on").value.trim(),
      questions,
    };
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(form, null, 2)], { type: "application/json" }));
    link.download = document.body.dataset.file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
})();
