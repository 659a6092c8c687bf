"""HTTP as all protocols share it: app, bodies, CORS, errors, signed blobs. Knows no protocol."""
