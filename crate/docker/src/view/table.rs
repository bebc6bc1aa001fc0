//! Text tables as the docker commands align them.

/// How the columns of a table are padded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Padding {
    /// Blanks: a gap between columns and a least width of a cell, gap included.
    Blanks { gap: usize, least: usize },
    /// Tab stops every eight columns, as `docker buildx du` pads.
    Tabs,
}

/// `docker image ls` and its relatives: a gap of three, cells of at least ten.
pub const DOCKER: Padding = Padding::Blanks { gap: 3, least: 10 };

/// Aligns rows, one line each. The last cell of a row is never padded; an empty one leaves the blanks before it.
#[must_use]
pub fn render(rows: &[Vec<String>], padding: Padding) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(|column| width(rows, column)).collect();
    let mut out = String::new();
    for row in rows {
        for (column, cell) in row.iter().enumerate() {
            out.push_str(cell);
            if column + 1 < row.len() {
                pad(&mut out, cell.chars().count(), widths[column], padding);
            }
        }
        out.push('\n');
    }
    out
}

/// The widest cell of a column among those that another cell follows: only they are aligned.
fn width(rows: &[Vec<String>], column: usize) -> usize {
    rows.iter().filter(|row| column + 1 < row.len()).map(|row| row[column].chars().count()).max().unwrap_or(0)
}

fn pad(out: &mut String, have: usize, widest: usize, padding: Padding) {
    match padding {
        Padding::Blanks { gap, least } => {
            let width = (widest + gap).max(least);
            out.extend(std::iter::repeat_n(' ', width - have));
        }
        Padding::Tabs => {
            let width = (widest + 1).next_multiple_of(8);
            out.extend(std::iter::repeat_n('\t', (width - have).div_ceil(8)));
        }
    }
}

/// Cuts a text to `limit` characters, the last of them an ellipsis if something was cut.
#[must_use]
pub fn ellipsis(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let mut cut: String = text.chars().take(limit.saturating_sub(1)).collect();
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(text: &str, padding: Padding, expected: Expect) {
        let rows: Vec<Vec<String>> =
            text.lines().map(|line| line.split('|').map(str::to_owned).collect()).collect();
        expected.assert_eq(&render(&rows, padding).replace('\t', "→"));
    }

    #[test]
    fn cells_are_at_least_ten_wide() {
        check(
            "REPOSITORY|TAG|IMAGE ID|CREATED|SIZE",
            DOCKER,
            expect![["REPOSITORY   TAG       IMAGE ID   CREATED   SIZE\n"]],
        );
    }

    #[test]
    fn an_empty_last_cell_keeps_the_gap() {
        check("SIZE|COMMENT\n0B|", DOCKER, expect![["SIZE      COMMENT\n0B        \n"]]);
    }

    #[test]
    fn tab_stops() {
        check("ID|SIZE\nabcdefghij|1", Padding::Tabs, expect![["ID→→SIZE\nabcdefghij→1\n"]]);
    }

    #[test]
    fn long_text_ends_in_an_ellipsis() {
        assert_eq!(ellipsis("abcdef", 4), "abc…");
        assert_eq!(ellipsis("abcd", 4), "abcd");
    }
}
