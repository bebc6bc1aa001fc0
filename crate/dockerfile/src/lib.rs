//! Dockerfile and .dockerignore: text to nodes to typed instructions and stages; words; checks.
