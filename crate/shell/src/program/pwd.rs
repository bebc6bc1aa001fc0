//! pwd.

use super::{Context, Done};

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let cwd = ctx.task.cwd.as_str().to_string();
    ctx.print_line(&cwd)?;
    Ok(0)
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("pwd; cd /tmp; pwd", "/work\n/tmp\n"),
        ]);
    }
}
