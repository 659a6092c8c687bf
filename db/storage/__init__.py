"""The configured providers, and the containers of projects at them."""
