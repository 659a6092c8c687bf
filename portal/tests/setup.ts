/** What a browser has and Node has not, as far as modules ask for it when they are loaded. */
Object.assign(globalThis, {
  location: new URL('http://dds.example/'),
  addEventListener: () => {},
  removeEventListener: () => {},
});
