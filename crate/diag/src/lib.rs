//! Spans, line index, diagnostics and plain-text frames.
