"""HTTP for all protocols: app, bodies, CORS, errors, signed storage URLs. It knows no protocol."""
