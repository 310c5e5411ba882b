// Why what is typed is not JSON, in the words of the browser, which knows where it goes wrong; null
// where it is.
export function jsonProblem(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (problem) {
    return (problem as Error).message;
  }
}
