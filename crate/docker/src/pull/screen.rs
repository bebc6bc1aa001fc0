//! Where the states of layers are shown.

use super::Telling;
use super::transfer::{State, What};
use crate::task::{Console, Stream};
use crate::view::size;

/// Bars are drawn on terminals that are wider than this.
const BAR_COLUMNS: usize = 110;
/// Cells of a full bar.
const CELLS: u64 = 50;

pub(super) struct Screen {
    /// Its width, if lines can be drawn again.
    columns: Option<usize>,
    /// Layers that have a line, from the top.
    lines: Vec<usize>,
}

impl Screen {
    pub(super) fn new(console: &Console, telling: Telling) -> Self {
        let options = &console.options;
        let is_terminal = telling.to == Stream::Stderr || options.stdout_is_terminal;
        let terminal = options.terminal.filter(|_| is_terminal && telling.redraw);
        Screen { columns: terminal.map(|terminal| terminal.columns), lines: Vec::new() }
    }

    /// What a state looks like: a line without a terminal, else the layer's own line drawn again.
    pub(super) fn show(&mut self, state: &State) -> String {
        let Some(columns) = self.columns else {
            return match state.what {
                What::Word(word) => format!("{}: {word}\n", state.id),
                What::Bytes(..) | What::Seconds(..) => String::new(),
            };
        };
        let line = match state.what {
            What::Word(word) => format!("{}: {word} ", state.id),
            What::Bytes(verb, done, of) => format!("{}: {verb} {}", state.id, bar(done, of, columns)),
            What::Seconds(verb, seconds) => format!("{}: {verb} {seconds} s", state.id),
        };
        match self.lines.iter().position(|layer| *layer == state.layer) {
            None => {
                self.lines.push(state.layer);
                format!("\n\x1b[1A\x1b[2K\r{line}\r\x1b[1B")
            }
            Some(place) => {
                let up = self.lines.len() - place;
                format!("\x1b[{up}A\x1b[2K\r{line}\r\x1b[{up}B")
            }
        }
    }
}

/// `[====>      ]  1.2MB/3MB`; narrow terminals get the numbers only.
fn bar(done: u64, of: u64, columns: usize) -> String {
    let numbers = format!("{:>8}/{}", size::long(done), size::long(of));
    if columns <= BAR_COLUMNS {
        return numbers;
    }
    let cells = (done * CELLS).checked_div(of).unwrap_or(CELLS).min(CELLS) as usize;
    format!("[{}>{}] {numbers}", "=".repeat(cells), " ".repeat(CELLS as usize - cells))
}
