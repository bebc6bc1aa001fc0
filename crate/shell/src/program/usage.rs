//! How the programs of Debian's kind show their usage: what stands behind `Usage: `, with which status a wrong call ends, and
//! what it says then. Busybox's usage lines stand in the table of programs.

/// `{}` stands for the program's name.
const TRY: &str = "Try '{} --help' for more information.";
const NAMED: &str = "{}: Try '{} --help' for more information.";
const GZIP: &str = "Try `gzip --help' for more information.";
const BACK: &str = "Try `{} --help' for more information.";
const NAMED_BACK: &str = "{}: Try `{} --help' for more information.";
const BOTH: &str = "Try '{} --help' or '{} --usage' for more information.";
const BOTH_BACK: &str = "Try `{} --help' or `{} --usage' for more information.";
const GREP: &str = "Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.";
/// The usage itself.
const USAGE: &str = "";

/// How a program shows its usage.
pub(super) struct Usage {
    /// Behind `Usage: `.
    pub(super) line: &'static str,
    /// Of a wrong call.
    pub(super) status: i32,
    hint: &'static str,
}

impl Usage {
    /// What stands below the message of a wrong call.
    pub(super) fn hint(&self, name: &str) -> String {
        if self.hint.is_empty() { format!("Usage: {}", self.line) } else { self.hint.replace("{}", name) }
    }
}

pub(super) fn find(name: &str) -> Option<Usage> {
    let at = TABLE.binary_search_by_key(&name, |row| row.0).ok()?;
    let (_, line, status, hint) = TABLE.get(at)?;
    Some(Usage { line, status: *status, hint })
}

/// What a program says that got none of the operands it needs; most say `missing operand`.
pub(super) fn missing(name: &str) -> &'static str {
    match name {
        "cp" | "mv" | "ln" | "install" | "touch" => "missing file operand",
        "truncate" => "you must specify either '--size' or '--reference'",
        "sed" | "timeout" | "grep" | "egrep" | "fgrep" | "getent" => "",
        name if find(name).is_some_and(|usage| usage.hint.is_empty()) => "",
        _ => "missing operand",
    }
}

/// Sorted by name.
const TABLE: &[(&str, &str, i32, &str)] = &[
    (
        "ar",
        "ar [emulation options] [-]{dmpqrstx}[abcDfilMNoOPsSTuvV] [--plugin <name>] [member-name] [count] archive-file file...",
        1,
        USAGE,
    ),
    ("arch", "arch [OPTION]...", 1, TRY),
    ("base64", "base64 [OPTION]... [FILE]", 1, TRY),
    ("basename", "basename NAME [SUFFIX]", 1, TRY),
    ("cat", "cat [OPTION]... [FILE]...", 1, TRY),
    ("chgrp", "chgrp [OPTION]... GROUP FILE...", 1, TRY),
    ("chmod", "chmod [OPTION]... MODE[,MODE]... FILE...", 1, TRY),
    ("chown", "chown [OPTION]... [OWNER][:[GROUP]] FILE...", 1, TRY),
    ("chpasswd", "chpasswd [options]", 2, USAGE),
    ("chroot", "chroot [OPTION] NEWROOT [COMMAND [ARG]...]", 125, TRY),
    ("cksum", "cksum [OPTION]... [FILE]...", 1, TRY),
    ("cmp", "cmp [OPTION]... FILE1 [FILE2 [SKIP1 [SKIP2]]]", 2, NAMED),
    ("comm", "comm [OPTION]... FILE1 FILE2", 1, TRY),
    ("cp", "cp [OPTION]... [-T] SOURCE DEST", 1, TRY),
    ("cut", "cut OPTION... [FILE]...", 1, TRY),
    ("date", "date [OPTION]... [+FORMAT]", 1, TRY),
    ("dd", "dd [OPERAND]...", 1, TRY),
    ("df", "df [OPTION]... [FILE]...", 1, TRY),
    ("diff", "diff [OPTION]... FILES", 2, NAMED),
    ("dirname", "dirname [OPTION] NAME...", 1, TRY),
    ("du", "du [OPTION]... [FILE]...", 1, TRY),
    ("egrep", "grep [OPTION]... PATTERNS [FILE]...", 2, GREP),
    ("env", "env [OPTION]... [-] [NAME=VALUE]... [COMMAND [ARG]...]", 125, TRY),
    ("envsubst", "envsubst [OPTION] [SHELL-FORMAT]", 1, TRY),
    ("expand", "expand [OPTION]... [FILE]...", 1, TRY),
    ("expr", "expr EXPRESSION", 2, TRY),
    ("fgrep", "grep [OPTION]... PATTERNS [FILE]...", 2, GREP),
    ("find", "find [-H] [-L] [-P] [-Olevel] [-D debugopts] [path...] [expression]", 1, TRY),
    ("flock", "flock [options] <file>|<directory> <command> [<argument>...]", 64, TRY),
    ("fold", "fold [OPTION]... [FILE]...", 1, TRY),
    ("free", "free [options]", 1, USAGE),
    ("getent", "getent [OPTION...] database [key ...]", 64, BOTH_BACK),
    ("grep", "grep [OPTION]... PATTERNS [FILE]...", 2, GREP),
    ("groupadd", "groupadd [options] GROUP", 2, USAGE),
    ("groupdel", "groupdel [options] GROUP", 2, USAGE),
    ("groupmod", "groupmod [options] GROUP", 2, USAGE),
    ("groups", "groups [OPTION]... [USERNAME]...", 1, TRY),
    ("gunzip", "/usr/bin/gunzip [OPTION]... [FILE]...", 1, GZIP),
    ("gzip", "gzip [OPTION]... [FILE]...", 1, BACK),
    ("head", "head [OPTION]... [FILE]...", 1, TRY),
    ("id", "id [OPTION]... [USER]...", 1, TRY),
    ("install", "install [OPTION]... [-T] SOURCE DEST", 1, TRY),
    ("join", "join [OPTION]... FILE1 FILE2", 1, TRY),
    ("ldconfig", "ldconfig [OPTION...]", 64, BOTH_BACK),
    ("ln", "ln [OPTION]... [-T] TARGET LINK_NAME", 1, TRY),
    ("localedef", "localedef [OPTION...] NAME", 4, BOTH_BACK),
    ("logname", "logname [OPTION]", 1, TRY),
    ("ls", "ls [OPTION]... [FILE]...", 2, TRY),
    ("make", "make [options] [target] ...", 2, USAGE),
    ("md5sum", "md5sum [OPTION]... [FILE]...", 1, TRY),
    ("mkdir", "mkdir [OPTION]... DIRECTORY...", 1, TRY),
    ("mkfifo", "mkfifo [OPTION]... NAME...", 1, TRY),
    ("mknod", "mknod [OPTION]... NAME TYPE [MAJOR MINOR]", 1, TRY),
    ("mktemp", "mktemp [OPTION]... [TEMPLATE]", 1, TRY),
    ("mv", "mv [OPTION]... [-T] SOURCE DEST", 1, TRY),
    ("nice", "nice [OPTION] [COMMAND [ARG]...]", 125, TRY),
    ("nl", "nl [OPTION]... [FILE]...", 1, TRY),
    ("nohup", "nohup COMMAND [ARG]...", 125, TRY),
    ("nproc", "nproc [OPTION]...", 1, TRY),
    ("od", "od [OPTION]... [FILE]...", 1, TRY),
    ("passwd", "passwd [options] [LOGIN]", 6, USAGE),
    ("paste", "paste [OPTION]... [FILE]...", 1, TRY),
    ("patch", "patch [OPTION]... [ORIGFILE [PATCHFILE]]", 2, NAMED),
    ("printenv", "printenv [OPTION]... [VARIABLE]...", 2, TRY),
    ("printf", "printf FORMAT [ARGUMENT]...", 1, TRY),
    ("pwd", "pwd [OPTION]...", 1, TRY),
    ("readlink", "readlink [OPTION]... FILE...", 1, TRY),
    ("realpath", "realpath [OPTION]... FILE...", 1, TRY),
    ("rev", "rev [options] [file ...]", 1, TRY),
    ("rm", "rm [OPTION]... [FILE]...", 1, TRY),
    ("rmdir", "rmdir [OPTION]... DIRECTORY...", 1, TRY),
    ("sed", "sed [OPTION]... {script-only-if-no-other-script} [input-file]...", 1, USAGE),
    ("seq", "seq [OPTION]... LAST", 1, TRY),
    ("sha1sum", "sha1sum [OPTION]... [FILE]...", 1, TRY),
    ("sha224sum", "sha224sum [OPTION]... [FILE]...", 1, TRY),
    ("sha256sum", "sha256sum [OPTION]... [FILE]...", 1, TRY),
    ("sha384sum", "sha384sum [OPTION]... [FILE]...", 1, TRY),
    ("sha512sum", "sha512sum [OPTION]... [FILE]...", 1, TRY),
    ("shuf", "shuf [OPTION]... [FILE]", 1, TRY),
    ("sleep", "sleep NUMBER[SUFFIX]...", 1, TRY),
    ("sort", "sort [OPTION]... [FILE]...", 2, TRY),
    ("split", "split [OPTION]... [FILE [PREFIX]]", 1, TRY),
    ("stat", "stat [OPTION]... FILE...", 1, TRY),
    ("strings", "strings [option(s)] [file(s)]", 1, USAGE),
    ("strip", "strip <option(s)> in-file(s)", 1, USAGE),
    ("sync", "sync [OPTION] [FILE]...", 1, TRY),
    ("tac", "tac [OPTION]... [FILE]...", 1, TRY),
    ("tail", "tail [OPTION]... [FILE]...", 1, TRY),
    ("tar", "tar [OPTION...] [FILE]...", 64, BOTH),
    ("tee", "tee [OPTION]... [FILE]...", 1, TRY),
    ("time", "time [OPTIONS] COMMAND [ARG]...", 125, TRY),
    ("timeout", "timeout [OPTION] DURATION COMMAND [ARG]...", 125, TRY),
    ("touch", "touch [OPTION]... FILE...", 1, TRY),
    ("tr", "tr [OPTION]... STRING1 [STRING2]", 1, TRY),
    ("truncate", "truncate OPTION... FILE...", 1, TRY),
    ("tty", "tty [OPTION]...", 2, TRY),
    ("uname", "uname [OPTION]...", 1, TRY),
    ("unexpand", "unexpand [OPTION]... [FILE]...", 1, TRY),
    ("uniq", "uniq [OPTION]... [INPUT [OUTPUT]]", 1, TRY),
    ("unlink", "unlink FILE", 1, TRY),
    ("unlzma", "unlzma [OPTION]... [FILE]...", 1, NAMED_BACK),
    ("unxz", "unxz [OPTION]... [FILE]...", 1, NAMED_BACK),
    ("useradd", "useradd [options] LOGIN", 2, USAGE),
    ("userdel", "userdel [options] LOGIN", 2, USAGE),
    ("usermod", "usermod [options] LOGIN", 2, USAGE),
    ("wc", "wc [OPTION]... [FILE]...", 1, TRY),
    ("wget", "wget [OPTION]... [URL]...", 2, USAGE),
    ("whoami", "whoami [OPTION]...", 1, TRY),
    ("xargs", "xargs [OPTION]... COMMAND [INITIAL-ARGS]...", 1, TRY),
    ("xz", "xz [OPTION]... [FILE]...", 1, NAMED_BACK),
    ("xzcat", "xzcat [OPTION]... [FILE]...", 1, NAMED_BACK),
    ("zcat", "/usr/bin/zcat [OPTION]... [FILE]...", 1, GZIP),
];

#[cfg(test)]
mod tests {
    #[test]
    fn the_table_is_sorted() {
        assert!(super::TABLE.is_sorted_by_key(|row| row.0));
    }
}
