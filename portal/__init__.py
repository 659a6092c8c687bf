"""The portal: a page in TypeScript, and the program that builds it."""
