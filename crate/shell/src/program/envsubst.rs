//! envsubst.

use super::{Context, Done};
use crate::text::from_bytes;

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let args = ctx.operands();
    if args.iter().any(|arg| arg == "-V" || arg == "--version") {
        return ctx.print_line("envsubst (GNU gettext-runtime) 0.21").map(|()| 0);
    }
    let variables = args.iter().any(|arg| arg == "-v" || arg == "--variables");
    let format = args.iter().find(|arg| !arg.starts_with('-')).cloned();
    // Only the variables that the argument names are replaced, if there is one.
    let chosen = format.as_deref().map(|text| pieces(text).into_iter().filter_map(|piece| piece.name.map(str::to_string)).collect::<Vec<_>>());
    if variables {
        for name in chosen.unwrap_or_default() {
            ctx.print_line(&name)?;
        }
        return Ok(0);
    }
    let Some(bytes) = ctx.slurp("-")? else { return Ok(1) };
    ctx.kernel.meter.fuel(bytes.len() as u64 / 64)?;
    let text = from_bytes(&bytes);
    let mut out = String::new();
    for piece in pieces(&text) {
        match piece.name.filter(|name| chosen.as_ref().is_none_or(|chosen| chosen.iter().any(|known| known == name))) {
            Some(name) => out.push_str(ctx.task.var(name).unwrap_or_default()),
            None => out.push_str(piece.text),
        }
        ctx.kernel.meter.hold(out.len() as u64)?;
    }
    ctx.print(&out)?;
    Ok(0)
}

/// Text as it stands, with the variable's name if it is `$NAME` or `${NAME}`.
struct Piece<'t> {
    text: &'t str,
    name: Option<&'t str>,
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let (before, from) = rest.split_at(at);
        pieces.push(Piece { text: before, name: None });
        let inner = from.get(1..).unwrap_or_default();
        let (braced, inner) = inner.strip_prefix('{').map_or((false, inner), |inner| (true, inner));
        let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(inner.len());
        let (name, behind) = inner.split_at(end);
        let valid = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && (!braced || behind.starts_with('}'));
        let length = if valid { 1 + name.len() + if braced { 2 } else { 0 } } else { 1 };
        let (whole, behind) = from.split_at(length);
        pieces.push(Piece { text: whole, name: valid.then_some(name) });
        rest = behind;
    }
    pieces.push(Piece { text: rest, name: None });
    pieces
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_gettext() {
        crate::testing::check(&[
            ("export A=1 B=2; echo '$A ${B} $C $ ${A:-x} $1 a$A' | envsubst; echo '$A $B' | envsubst '$B'; envsubst -v '$A ${B}x'", "1 2  $ ${A:-x} $1 a1\n$A 2\nA\nB\n"),
        ]);
    }
}
