//! node, as far as an image build of a small service needs it: JavaScript is not run.

use vfs::Follow;

use super::{Context, Done};

/// The version, from the variable that the official image sets.
fn node_version(ctx: &Context<'_, '_>) -> String {
    format!("v{}", ctx.task.var("NODE_VERSION").unwrap_or("22.0.0"))
}

pub(super) fn node(ctx: &mut Context<'_, '_>) -> Done<i32> {
    match ctx.args.get(1).map(String::as_str) {
        Some("--version" | "-v") => {
            let version = node_version(ctx);
            ctx.print_line(&version)?;
            Ok(0)
        }
        Some(path) if !path.starts_with('-') && ctx.kernel.stat(&ctx.task, path, Follow::All).is_err() => {
            let full = ctx.task.cwd.join(path);
            let version = node_version(ctx);
            let text = format!(
                "node:internal/modules/cjs/loader:1148\n  throw err;\n  ^\n\nError: Cannot find module '{full}'\n  code: 'MODULE_NOT_FOUND',\n  requireStack: []\n}}\n\nNode.js {version}\n"
            );
            ctx.print_error(&text)?;
            Ok(1)
        }
        _ => ctx.elsewhere("running JavaScript"),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn node_tells_its_version_and_what_is_missing() {
        crate::testing::check(&[
            ("NODE_VERSION=20.1.0 node --version", "v20.1.0\n"),
            ("echo 1 > a.js; node a.js", "[not modelled: node: running JavaScript]"),
        ]);
    }
}
