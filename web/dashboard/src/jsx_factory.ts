// What markup in the sources becomes calls of; the build puts the names into every file that has any.
export { createElement as h, Fragment } from 'preact';
