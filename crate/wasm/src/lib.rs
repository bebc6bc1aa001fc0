//! The engine as a WebAssembly module: wire types and forwarding, no decisions.
