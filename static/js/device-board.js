/* A card of the board is dragged to the step that it is to take: the page of that step opens, and asks or says why not. */
(() => {
  "use strict";

  const board = document.querySelector("[data-board]");
  if (!board) return;
  const help = document.querySelector("[data-board-help]");
  if (help && window.matchMedia("(hover: hover)").matches) help.hidden = false;

  const columns = [...board.querySelectorAll("[data-step]")];
  let dragged = null;

  const columnOf = (event) => event.target.closest("[data-step]");
  const follows = (column) => columns.indexOf(column) === columns.indexOf(dragged.closest("[data-step]")) + 1;
  const clear = () => columns.forEach((column) => column.classList.remove("target", "refused"));

  board.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("[data-device]");
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.device);
    dragged.classList.add("moving");
  });
  board.addEventListener("dragend", () => {
    if (dragged) dragged.classList.remove("moving");
    dragged = null;
    clear();
  });
  board.addEventListener("dragover", (event) => {
    const column = dragged && columnOf(event);
    if (!column || column === dragged.closest("[data-step]")) return;
    event.preventDefault();
    clear();
    column.classList.add("target");
    column.classList.toggle("refused", !follows(column));
  });
  board.addEventListener("drop", (event) => {
    const column = dragged && columnOf(event);
    if (!column || column === dragged.closest("[data-step]")) return;
    event.preventDefault();
    window.location.assign(dragged.dataset.stepUrl.replace(/etape\/$/, `${column.dataset.step}/`));
  });
})();
