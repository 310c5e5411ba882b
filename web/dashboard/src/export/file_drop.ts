// A file that is dropped anywhere on the page is opened here, not in the page's place.
export function onFileDropped(target: Document, open: (file: File) => void): void {
  const carriesFile = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') ?? false;
  // The page says what letting go would do.
  const hint = (shown: boolean) => target.body.classList.toggle('dropping', shown);
  target.addEventListener('dragover', (event) => {
    if (!carriesFile(event)) return;
    event.preventDefault();
    hint(true);
  });
  target.addEventListener('dragleave', ({ relatedTarget }) => {
    if (!relatedTarget) hint(false);
  });
  target.addEventListener('drop', (event) => {
    hint(false);
    if (!carriesFile(event)) return;
    event.preventDefault();
    const file = event.dataTransfer?.files[0];
    if (file) open(file);
  });
}
