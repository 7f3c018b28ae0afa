/* A table of boxes takes a block copied from a spreadsheet: it fills the boxes of the same kind to the right and below.
   The arrows up and down and Enter go from row to row. Nothing is sent until the page's own button is pressed. */
(() => {
  "use strict";

  const boxesOf = (row, kind) => [...row.cells].slice(1).map((cell) => cell.querySelector(`input[data-kind="${kind}"]`));

  function placeOf(input) {
    const cell = input.closest("td");
    return { row: cell.parentElement, rows: [...cell.closest("tbody").rows], column: cell.cellIndex - 1, kind: input.dataset.kind };
  }

  function step(input, by) {
    const { row, rows, column, kind } = placeOf(input);
    for (let index = rows.indexOf(row) + by; index >= 0 && index < rows.length; index += by) {
      const box = boxesOf(rows[index], kind)[column];
      if (box) {
        box.focus();
        box.select();
        return true;
      }
    }
    return false;
  }

  function paste(input, text) {
    const { row, rows, column, kind } = placeOf(input);
    const lines = text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
    let filled = 0;
    let outside = 0;
    let from = rows.indexOf(row);
    lines.forEach((cells) => {
      const boxes = rows[from] ? boxesOf(rows[from], kind) : [];
      cells.forEach((value, offset) => {
        const box = boxes[column + offset];
        if (box) {
          box.value = value.trim();
          filled += 1;
        } else if (value.trim()) {
          outside += 1;
        }
      });
      from += 1;
    });
    return { filled, outside };
  }

  const many = (count, one, several) => `${count}\u00a0${count > 1 ? several : one}`;

  document.querySelectorAll("table[data-paste]").forEach((table) => {
    const status = table.closest("form").querySelector("[data-pasted]");
    table.addEventListener("paste", (event) => {
      const text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
      if (!event.target.matches("input[data-kind]") || !/[\t\n]/.test(text.trim())) return;
      event.preventDefault();
      const { filled, outside } = paste(event.target, text);
      let said = `${many(filled, "case remplie", "cases remplies")}. Relisez, puis enregistrez.`;
      if (outside) said += ` ${many(outside, "valeur n’a pas trouvé sa case", "valeurs n’ont pas trouvé leur case")}.`;
      if (status) status.textContent = said;
    });
    table.addEventListener("keydown", (event) => {
      if (!event.target.matches("input[data-kind]") || event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key === "Enter" || event.key === "ArrowDown") {
        if (step(event.target, 1) || event.key === "Enter") event.preventDefault();
      } else if (event.key === "ArrowUp" && step(event.target, -1)) {
        event.preventDefault();
      }
    });
  });
})();
