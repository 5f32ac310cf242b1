(function () {
  'use strict';
  const form = document.getElementById('filter');
  const shown = document.getElementById('shown');
  const rows = Array.from(document.querySelectorAll('tr[data-severity]'));
  const sections = Array.from(document.querySelectorAll('#findings section.part, #findings section.group'));
  const select = form.querySelector('select');
  function apply() {
    const severities = Array.from(form.querySelectorAll('input:checked'), (box) => box.value);
    const department = select ? select.value : '';
    let count = 0;
    for (const row of rows) {
      const own = row.dataset.departments.split(' ');
      row.hidden = !severities.includes(row.dataset.severity) || (department !== '' && !own.includes(department));
      count += row.hidden ? 0 : 1;
    }
    for (const section of sections) section.hidden = !section.querySelector('tr[data-severity]:not([hidden])');
    const filtered = count < rows.length;
    shown.textContent = filtered ? shown.dataset.text.replace('{shown}', count).replace('{all}', rows.length) : '';
  }
  form.hidden = false;
  form.addEventListener('change', apply);
  form.addEventListener('submit', (event) => event.preventDefault());
  apply();
})();
