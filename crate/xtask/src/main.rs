//! Build the wasm package, check sizes and generate types.

fn main() {}
