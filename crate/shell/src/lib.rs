//! What RUN and a container execute: a POSIX shell over a tree, metered.
