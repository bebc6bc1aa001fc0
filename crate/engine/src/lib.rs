//! The builder: stages, graph, cache keys, execution, image; why a step missed; events.
