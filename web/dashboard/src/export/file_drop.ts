// A file that is dropped anywhere on the page is opened here, not in the page's place.
export function onFileDropped(target: Document, open: (file: File) => void): void {
  const carriesFile = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') ?? false;
  target.addEventListener('dragover', (event) => {
    if (carriesFile(event)) event.preventDefault();
  });
  target.addEventListener('drop', (event) => {
    if (!carriesFile(event)) return;
    event.preventDefault();
    const file = event.dataTransfer?.files[0];
    if (file) open(file);
  });
}
