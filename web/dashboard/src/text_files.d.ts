// What the build puts in as a text.
declare module '*.css' {
  const text: string;
  export default text;
}
