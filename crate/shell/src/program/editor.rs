//! vi and nano: the front end lets the user edit the file.

use super::{Context, Done};

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    ctx.elsewhere("editing without somebody at a terminal")
}

#[cfg(test)]
mod tests {
    #[test]
    fn nobody_edits_in_a_script() {
        crate::testing::check(&[("vi a.txt", "[not modelled: vi: editing without somebody at a terminal]")]);
    }
}
