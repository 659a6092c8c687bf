"""The style of a page of calls: its contents are in a column if there is room, else above."""

STYLE = """
body { max-width: 76rem; padding: 0; }
:root { --get: #0f6b3a; --post: #1a56b8; --put: #8a4b00; --delete: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --get: #7bd79b; --post: #9ac2ff; --put: #f2b866;
  --delete: #ffb0a8; } }
header, nav, main, footer { padding: 2rem 1.25rem; }
main { padding-top: 0; }
nav { border-top: 1px solid var(--line); border-bottom: 1px solid var(--line);
  font-size: 0.875rem; }
nav ul { margin: 0; padding: 0; list-style: none; }
nav li a { display: flex; padding: 0.15rem 0; align-items: baseline; overflow-wrap: anywhere; }
nav code { padding: 0; background: none; font-size: 0.8125rem; }
nav a { color: inherit; text-decoration: none; }
nav a:hover, nav a:focus-visible { text-decoration: underline; }
nav h2 { margin-top: 1.25rem; font-size: 0.875rem; }
footer { margin: 0; border-top: 1px solid var(--line); }
main > section { margin-top: 3rem; }
h2 { padding-bottom: 0.5rem; border-bottom: 1px solid var(--line); font-size: 1.5rem; }
h2:first-letter { text-transform: uppercase; }
article { padding: 1.5rem 0; border-bottom: 1px solid var(--line); }
h3 { margin: 0; font-size: 1rem; overflow-wrap: anywhere; }
h3 a { color: inherit; text-decoration: none; }
h3 code { background: none; font-size: 1rem; }
h4 { margin: 1.25rem 0 0.25rem; font-size: 0.8rem; letter-spacing: 0.04em; color: var(--quiet);
  text-transform: uppercase; }
:target { scroll-margin-top: 1rem; box-shadow: -1rem 0 0 var(--ground), -1.2rem 0 0 var(--link); }
.method { display: inline-block; min-width: 4em; font: 700 0.8rem/1.6 ui-monospace, monospace; }
nav .method { flex: 0 0 5em; font-size: 0.7rem; }
.get { color: var(--get); } .post { color: var(--post); } .put { color: var(--put); }
.delete { color: var(--delete); }
dl { margin: 0; }
dl > div { padding: 0.45rem 0; border-top: 1px dotted var(--line); }
dl > div:first-child { border-top: 0; }
dt { overflow-wrap: anywhere; }
dd { margin: 0; color: var(--quiet); overflow-wrap: anywhere; }
dd dl { margin: 0.25rem 0 0 1rem; }
.type { font-size: 0.875rem; color: var(--quiet); }
.optional { font-size: 0.8rem; font-style: italic; color: var(--quiet); }
@media (min-width: 60rem) {
  body { display: grid;
    grid-template: "contents about" auto "contents calls" 1fr "contents end" auto / 21rem 1fr; }
  header { grid-area: about; padding: 3rem 3rem 0; }
  nav { grid-area: contents; position: sticky; top: 0; box-sizing: border-box; height: 100vh;
    overflow-y: auto; border: 0; border-right: 1px solid var(--line); }
  main { grid-area: calls; min-width: 0; padding: 0 3rem 3rem; }
  footer { grid-area: end; padding: 1.5rem 3rem; }
  dl > div { display: grid; grid-template-columns: 17rem 1fr; gap: 1rem; }
  dd dl > div { grid-template-columns: 14rem 1fr; }
}
@media print { nav { display: none; } body { display: block; } }
"""
