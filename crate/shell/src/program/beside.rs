//! Names side by side, as ls sets them on a terminal.

/// As busybox: all columns are as wide as the widest name and two blanks.
pub(super) fn busybox(names: &[String], width: usize, across: bool) -> String {
    let widest = names.iter().map(|name| name.chars().count()).max().unwrap_or(0) + 2;
    let columns = (width / widest).max(1);
    let rows = names.len().div_ceil(columns);
    let mut out = String::new();
    for row in 0..rows {
        let mut at = 0;
        for column in 0..columns {
            let index = if across { row * columns + column } else { column * rows + row };
            let Some(name) = names.get(index) else { break };
            out.extend(std::iter::repeat_n(' ', column * widest - at));
            out.push_str(name);
            at = column * widest + name.chars().count();
        }
        out.push('\n');
    }
    out
}

/// As GNU: as many columns as fit, each as wide as its widest name and two blanks, with tabs where they reach that far.
pub(super) fn gnu(names: &[String], width: usize, across: bool) -> String {
    /// A column holds a letter and its gap at least.
    const LEAST: usize = 3;
    let lengths: Vec<usize> = names.iter().map(|name| name.chars().count()).collect();
    let widths = |columns: usize| -> Vec<usize> {
        let rows = lengths.len().div_ceil(columns);
        let mut widths = vec![LEAST; columns];
        for (index, length) in lengths.iter().enumerate() {
            let column = if across { index % columns } else { index / rows };
            let gap = if column + 1 == columns { 0 } else { 2 };
            widths[column] = widths[column].max(length + gap);
        }
        widths
    };
    let most = (width / LEAST).clamp(1, names.len().max(1));
    let fits = |columns: &usize| widths(*columns).iter().sum::<usize>() < width;
    let columns = (1..=most).rev().find(fits).unwrap_or(1);
    let (widths, rows) = (widths(columns), lengths.len().div_ceil(columns));
    let mut out = String::new();
    for row in 0..rows {
        let (mut begin, mut at) = (0, 0);
        for (column, width) in widths.iter().enumerate() {
            let index = if across { row * columns + column } else { column * rows + row };
            let Some(name) = names.get(index) else { break };
            indent(&mut out, &mut at, begin);
            out.push_str(name);
            at = begin + lengths[index];
            begin += width;
        }
        out.push('\n');
    }
    out
}

/// Tab stops are eight columns apart.
fn indent(out: &mut String, at: &mut usize, to: usize) {
    while *at < to {
        if to / 8 > (*at + 1) / 8 {
            out.push('\t');
            *at += 8 - *at % 8;
        } else {
            out.push(' ');
            *at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: &str = "bin boot container_info.json dev etc farm home lib lib64 lost+found media mnt old_root opt proc \
        pyenv-installer root run sbin srv sys tmp usr var work";

    fn check(columns: fn(&[String], usize, bool) -> String, names: &str, width: usize, expected: &str) {
        let names: Vec<String> = names.split_whitespace().map(str::to_owned).collect();
        assert_eq!(columns(&names, width, false).replace('\t', "→"), expected);
    }

    #[test]
    fn recorded_from_busybox() {
        check(
            busybox,
            ROOT,
            80,
            "bin                  lost+found           sbin\n\
             boot                 media                srv\n\
             container_info.json  mnt                  sys\n\
             dev                  old_root             tmp\n\
             etc                  opt                  usr\n\
             farm                 proc                 var\n\
             home                 pyenv-installer      work\n\
             lib                  root\n\
             lib64                run\n",
        );
        check(busybox, "app.js Dockerfile", 80, "app.js      Dockerfile\n");
        check(busybox, "a-name-wider-than-the-terminal b", 20, "a-name-wider-than-the-terminal\nb\n");
    }

    #[test]
    fn recorded_from_gnu() {
        check(
            gnu,
            ROOT,
            80,
            "bin→→     etc   lib64       old_root→→root  sys  work\n\
             boot→→     farm  lost+found  opt→→run   tmp\n\
             container_info.json  home  media       proc→→sbin  usr\n\
             dev→→     lib   mnt→       pyenv-installer→srv   var\n",
        );
        check(gnu, "Dockerfile app.js", 80, "Dockerfile  app.js\n");
    }
}
