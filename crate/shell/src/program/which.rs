//! which.

use super::{Context, Done, options};
use crate::eval::{DEFAULT_PATH, find_program};

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "as");
    let path = ctx.task.var("PATH").unwrap_or(DEFAULT_PATH).to_string();
    let mut status = 0;
    for name in &options.rest {
        let mut found = 0;
        let dirs: Vec<&str> = if options.has('a') { path.split(':').collect() } else { vec![path.as_str()] };
        for search in dirs {
            if let Ok(place) = find_program(ctx.kernel, &ctx.task, name, search) {
                found += 1;
                ctx.print_line(&place)?;
            }
        }
        if found == 0 {
            status = 1;
        }
    }
    Ok(status)
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("which sh > /dev/null; echo $?; which nosuch; echo $?", "0\n1\n"),
        ]);
    }
}
