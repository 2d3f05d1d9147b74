/**
 * Takes the files that are dropped on the page; the zone shows that it would.
 * @param {HTMLElement} zone
 * @param {(file: File) => void} take
 */
export function takeDrops(zone, take) {
  /** @param {DragEvent} event */
  const isFile = (event) => event.dataTransfer?.types.includes('Files');
  // A file that misses the zone would otherwise replace the page.
  addEventListener('dragover', (event) => {
    if (!isFile(event)) return;
    event.preventDefault();
    zone.classList.add('over');
  });
  addEventListener('dragleave', (event) => event.relatedTarget === null && zone.classList.remove('over'));
  addEventListener('drop', (event) => {
    if (!isFile(event)) return;
    event.preventDefault();
    zone.classList.remove('over');
    const file = event.dataTransfer?.files[0];
    if (file) take(file);
  });
}
