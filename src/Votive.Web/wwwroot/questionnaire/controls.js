// The controls that need more than the browser gives: the energy curve, ordering, and groups that are added one by one.

/** Draws a smooth line through the chosen levels. It only repeats what the buttons say. */
export function drawCurve(question) {
  const grid = question.querySelector('.energy');
  const area = grid.getBoundingClientRect();
  const points = [...grid.querySelectorAll(':checked + b')].map(dot => dot.getBoundingClientRect())
    .map(box => [box.x - area.x + box.width / 2, box.y - area.y + box.height / 2]);
  const down = points.length > 1 && points.at(-1)[1] - points[0][1] > Math.abs(points.at(-1)[0] - points[0][0]) && getComputedStyle(grid).display === 'block';
  const line = points.map(([x, y], i) => {
    if (i === 0) return `M${x} ${y}`;
    const [px, py] = points[i - 1];
    const [mx, my] = [(px + x) / 2, (py + y) / 2];
    return down ? `C${px} ${my} ${x} ${my} ${x} ${y}` : `C${mx} ${py} ${mx} ${y} ${x} ${y}`;
  });
  grid.querySelector('path').setAttribute('d', line.join(''));
}

const rowsOf = question => [...question.querySelectorAll('.rank > li:not([hidden])')];
const placeOf = row => Number(row.dataset.place) || 0;

/** Choices in order. A row's select holds its place; `data-place` holds the place before a change. */
export const rank = {
  prepare(question) {
    const { up, down } = question.querySelector('.rank').dataset;
    for (const row of question.querySelectorAll('.rank > li')) {
      const text = row.querySelector('[data-text]').textContent;
      for (const [move, label, sign] of [[-1, up, '↑'], [1, down, '↓']]) {
        const button = Object.assign(document.createElement('button'), { type: 'button', className: 'move', textContent: sign });
        button.dataset.move = move;
        button.setAttribute('aria-label', label.replace('{0}', text));
        row.append(button);
      }
    }
  },

  /** The rows that have a place, first to last. */
  order: question => rowsOf(question).filter(row => row.querySelector('select').value)
    .sort((a, b) => a.querySelector('select').value - b.querySelector('select').value),

  /** Closes gaps, and puts the rows where their places say. */
  tidy(question) {
    write(question, rank.order(question));
  },

  /** Gives a row a place; the others make room. @returns {string} what to announce */
  place(row, place) {
    const question = row.closest('[data-item]');
    const order = rowsOf(question).filter(r => r !== row && placeOf(r)).sort((a, b) => placeOf(a) - placeOf(b));
    if (place) order.splice(place - 1, 0, row);
    write(question, order);
    const list = question.querySelector('.rank').dataset;
    return (placeOf(row) ? list.placed : list.unplaced).replace('{0}', row.querySelector('[data-text]').textContent).replace('{1}', placeOf(row));
  },

  /** One place up or down; a row without a place gets the next free one. */
  move(button) {
    const row = button.closest('li');
    const order = rank.order(row.closest('[data-item]'));
    const place = placeOf(row) ? placeOf(row) + Number(button.dataset.move) : order.length + 1;
    const words = rank.place(row, Math.max(1, place));
    (button.disabled ? row.querySelector('.move:not(:disabled)') ?? row.querySelector('select') : button).focus();
    return words;
  },
};

function write(question, order) {
  const list = question.querySelector('.rank');
  const places = Number(question.dataset.max);
  const focused = document.activeElement;
  order = order.slice(0, places);
  for (const row of list.children) {
    const place = order.indexOf(row) + 1;
    row.querySelector('select').value = place || '';
    row.dataset.place = place || '';
    const [up, down] = row.querySelectorAll('.move');
    if (!up) continue;
    up.disabled = place === 1 || (!place && order.length === places);
    down.disabled = !place || place === order.length;
  }
  const wanted = [...order, ...[...list.children].filter(row => !order.includes(row))];
  if (wanted.some((row, i) => list.children[i] !== row)) {
    list.append(...wanted);
    if (list.contains(focused)) focused.focus();
  }
}

/** Groups of fields: as many as are filled, at least three, and a button for one more. */
export const groups = {
  prepare(question) {
    const box = question.querySelector('.groups');
    const button = Object.assign(document.createElement('button'), { type: 'button', className: 'button add', textContent: box.dataset.add });
    button.addEventListener('click', () => {
      const next = box.querySelector('.group[hidden]');
      next.hidden = false;
      next.open = true;
      next.querySelector('input').focus();
      button.hidden = !box.querySelector('.group[hidden]');
    });
    const all = [...box.children];
    all.forEach((group, i) => { group.hidden = i >= Number(question.dataset.min) && !all.slice(i).some(g => g.querySelector('[data-label]').value); });
    box.after(button);
    button.hidden = !box.querySelector('.group[hidden]');
  },

  /** The heading of a group is what was written in it. */
  tidy(question) {
    for (const group of question.querySelectorAll('.group')) {
      const words = group.querySelector('[data-words]');
      const label = group.querySelector('[data-label]').value.trim();
      words.textContent = label || words.dataset.empty;
      if (label) group.hidden = false;
    }
  },
};
