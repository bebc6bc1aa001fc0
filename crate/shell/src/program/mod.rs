//! The modelled programs, one file each (or one for a family). Adding one is a file and a row of the table.

mod context;
pub(crate) mod mode;
mod package;
pub(crate) mod test;
mod usage;

pub(crate) use package::{count_packages, faults_of_packages};

pub(crate) use context::{Context, Done, Parsed, options, parse_options};

use crate::eval::Program;

macro_rules! programs {
    ($($file:ident { $($name:literal => $main:path, $usage:expr;)* })*) => {
        $(mod $file;)*
        const TABLE: &[Program] = &[$($(Program { name: $name, usage: $usage, main: $main },)*)*];
    };
}

programs! {
    account {
        "adduser" => account::adduser, "adduser [OPTIONS] USER [GROUP]";
        "useradd" => account::useradd, "useradd [options] LOGIN";
        "usermod" => account::usermod, "usermod [options] LOGIN";
        "deluser" => account::deluser, "deluser [--remove-home] USER";
        "userdel" => account::deluser, "userdel [options] LOGIN";
        "addgroup" => account::addgroup, "addgroup [-g GID] [-S] [USER] GROUP";
        "groupadd" => account::addgroup, "groupadd [options] GROUP";
        "groupmod" => account::groupmod, "groupmod [options] GROUP";
        "delgroup" => account::delgroup, "delgroup [USER] GROUP";
        "groupdel" => account::delgroup, "groupdel [options] GROUP";
        "passwd" => account::passwd, "passwd [-a ALG] [-dlu] [USER]";
        "chpasswd" => account::passwd, "chpasswd [--md5|--encrypted|--crypt-method]";
        "getent" => account::getent, "getent database [key ...]";
    }
    admin {
        "locale-gen" => admin::locale_gen, "";
        "localedef" => admin::localedef, "";
        "update-alternatives" => admin::update_alternatives, "update-alternatives [<option> ...] <command>";
        "setcap" => admin::setcap, "setcap [-h] [-q] [-v] [-n <rootid>] (-r|-|<caps>) <filename>";
        "ssh-keygen" => admin::ssh_keygen, "";
        "locale" => admin::locale, "";
        "mkcert" => admin::mkcert, "";
        "jlink" => admin::jlink, "";
        "a2enmod" => admin::a2, "a2enmod MODULE...";
        "fc-cache" => admin::cache, "";
        "systemctl" => admin::systemctl, "";
        "service" => admin::service, "service < option > | --status-all | [ service_name [ command | --full-restart ] ]";
    }
    awk { "awk" => awk::main, "awk [OPTIONS] [AWK_PROGRAM] [FILE]..."; }
    base64 { "base64" => base64::main, "base64 [-d] [-w COL] [FILE]"; }
    basename {
        "basename" => basename::basename, "basename FILE [SUFFIX] | -a FILE... | -s SUFFIX FILE...";
        "dirname" => basename::dirname, "dirname FILENAME";
    }
    cat { "cat" => cat::main, "cat [-nbvteA] [FILE]..."; }
    cc {
        "cc" => cc::compile, "";
        "ar" => cc::ar, "ar [emulation options] [-]{dmpqrstx}[abcDfilMNoOPsSTuvV] archive-file file...";
        "patchelf" => cc::patchelf, "";
        "strip" => cc::strip, "strip <option(s)> in-file(s)";
        "autoconf" => cc::autotools, "autoconf [OPTION]... [TEMPLATE-FILE]";
        "cmake" => cc::cmake, "";
        "ninja" => cc::ninja, "ninja [options] [targets...]";
        "ldd" => cc::ldd, "ldd [OPTION]... FILE...";
        "scanelf" => cc::scanelf, "scanelf [options] <ELFs>";
    }
    chmod {
        "chmod" => chmod::chmod, "chmod [-Rcvf] MODE[,MODE]... FILE...";
        "chown" => chmod::chown, "chown [-RhLHPcvf]... USER[:[GRP]] FILE...";
        "chgrp" => chmod::chgrp, "chgrp [-RhLHPcvf]... GROUP FILE...";
    }
    beside {}
    cmp {
        "cmp" => cmp::cmp, "cmp [-ls] [-n NUM] FILE1 [FILE2 [SKIP1 [SKIP2]]]";
        "comm" => cmp::comm, "comm [-123] FILE1 FILE2";
    }
    columns {
        "tee" => columns::tee, "tee [-ai] [FILE]...";
        "rev" => columns::rev, "rev [FILE]...";
        "tac" => columns::tac, "tac [FILE]...";
        "nl" => columns::nl, "nl [OPTIONS] [FILE]...";
        "fold" => columns::fold, "fold [-bs] [-w WIDTH] [FILE]...";
        "paste" => columns::paste, "paste [-d LIST] [-s] [FILE]...";
        "join" => columns::join, "join [-a N] [-v N] [-t CHAR] [-1 N] [-2 N] FILE1 FILE2";
        "expand" => columns::expand, "expand [-i] [-t N] [FILE]...";
        "unexpand" => columns::unexpand, "unexpand [-fa][-t N] [FILE]...";
        "dos2unix" => columns::dos2unix, "dos2unix [-ud] [FILE]";
        "unix2dos" => columns::unix2dos, "unix2dos [-ud] [FILE]";
        "shuf" => columns::shuf, "shuf [-n NUM] [-o FILE] [-z] [FILE | -e [ARG...] | -i L-H]";
        "split" => columns::split, "split [OPTIONS] [INPUT [PREFIX]]";
        "strings" => columns::strings, "strings [-fo] [-t o|d|x] [-n LEN] [FILE]...";
    }
    cp { "cp" => cp::main, "cp [-arPLHpfinlsTu] SOURCE DEST\nor: cp [-arPLHpfinlsu] SOURCE... { -t DIRECTORY | DIRECTORY }"; }
    curl { "curl" => curl::main, "curl [options...] <url>"; }
    cut { "cut" => cut::main, "cut [OPTIONS] [FILE]..."; }
    date { "date" => date::main, "date [OPTIONS] [+FMT] [[-s] TIME]"; }
    dd {
        "dd" => dd::dd, "dd [if=FILE] [of=FILE] [ibs=N obs=N/bs=N] [count=N] [skip=N] [seek=N]\n[conv=notrunc|noerror|sync|fsync]\n[iflag=skip_bytes|count_bytes|fullblock|direct] [oflag=seek_bytes|append|direct]";
        "truncate" => dd::truncate, "truncate [-c] -s SIZE FILE...";
    }
    diff { "diff" => diff::main, "diff [-abBdiNqrTstw] [-L LABEL] [-S FILE] [-U LINES] FILE1 FILE2"; }
    echo { "echo" => echo::main, ""; }
    editor {
        "vi" => editor::main, "vi [FILE]";
        "vim" => editor::main, "vim [FILE]";
        "nano" => editor::main, "nano [FILE]";
    }
    env {
        "env" => env::env, "env [-i0] [-u NAME]... [-] [NAME=VALUE]... [PROG ARGS]";
        "printenv" => env::printenv, "printenv [VARIABLE]...";
    }
    envsubst { "envsubst" => envsubst::main, "envsubst [OPTION] [SHELL-FORMAT]"; }
    expr { "expr" => expr::main, "expr EXPRESSION"; }
    file { "file" => file::main, ""; }
    find { "find" => find::main, "find [-HL] [PATH]... [OPTIONS] [ACTIONS]"; }
    git { "git" => git::main, ""; }
    gpg {
        "gpg" => gpg::gpg, "gpg [options] [files]";
        "gpgconf" => gpg::gpgconf, "gpgconf [options]";
    }
    grep {
        "grep" => grep::grep, GREP;
        "egrep" => grep::egrep, GREP;
        "fgrep" => grep::fgrep, GREP;
    }
    gzip {
        "gzip" => gzip::gzip, "gzip [-cfkdt] [FILE]...";
        "gunzip" => gzip::gunzip, "gunzip [-cfkt] [FILE]...";
        "zcat" => gzip::zcat, "zcat [FILE]...";
    }
    head {
        "head" => head::head, "head [OPTIONS] [FILE]...";
        "tail" => head::tail, "tail [OPTIONS] [FILE]...";
    }
    http {}
    id {
        "id" => id::id, "id [-ugGnr] [USER]";
        "whoami" => id::whoami, "whoami";
        "groups" => id::groups, "groups [USER]";
        "logname" => id::whoami, "logname";
    }
    install { "install" => install::main, "install [-cdDsp] [-o USER] [-g GRP] [-m MODE] [-t DIR] [SOURCE]... DEST"; }
    ln { "ln" => ln::main, "ln [-sfnbtv] [-S SUF] TARGET... LINK|DIR"; }
    ls { "ls" => ls::main, "ls [-1AaCxdLHRFplinshrSXvctu] [-w WIDTH] [FILE]..."; }
    make { "make" => make::main, "make [options] [target] ..."; }
    mkdir {
        "mkdir" => mkdir::mkdir, "mkdir [-m MODE] [-p] DIRECTORY...";
        "rmdir" => mkdir::rmdir, "rmdir [-p] DIRECTORY...";
        "mkfifo" => mkdir::mkfifo, "mkfifo [-m MODE] NAME";
        "mknod" => mkdir::mknod, "mknod [-m MODE] NAME TYPE [MAJOR MINOR]";
    }
    mktemp { "mktemp" => mktemp::main, "mktemp [-dt] [-p DIR] [TEMPLATE]"; }
    mv { "mv" => mv::main, "mv [-finT] SOURCE DEST\nor: mv [-fin] SOURCE... { -t DIRECTORY | DIRECTORY }"; }
    node {
        "node" => node::node, "";
        "nodejs" => node::node, "";
    }
    od { "od" => od::od, "od [-abcdfhilovxs] [-t TYPE] [-A RADIX] [-N SIZE] [-j SKIP] [-S MINSTR] [-w WIDTH] [FILE]..."; }
    openssl { "openssl" => openssl::main, ""; }
    patch { "patch" => patch::main, "patch [-RNE] [-p N] [-i DIFF] [ORIGFILE [PATCHFILE]]"; }
    printf { "printf" => printf::main, "printf FORMAT [ARG]..."; }
    pwd { "pwd" => pwd::main, "pwd"; }
    readlink {
        "readlink" => readlink::readlink, "readlink [-fnv] FILE";
        "realpath" => readlink::realpath, "realpath FILE...";
    }
    resources {
        "df" => resources::df, "df [-PkmhTai] [-B SIZE] [-t TYPE] [FILESYSTEM]...";
        "free" => resources::free, "free [-bkmgh]";
        "ps" => resources::ps, "ps [-o COL1,COL2=HEADER] [-T]";
    }
    rm {
        "rm" => rm::main, "rm [-irf] FILE...";
        "unlink" => rm::unlink, "unlink FILE";
    }
    run_other {
        "timeout" => run_other::timeout, "timeout [-s SIG] [-k KILL_SECS] SECS PROG ARGS";
        "xargs" => run_other::xargs, "xargs [OPTIONS] [PROG ARGS]";
        "time" => run_other::time, "time [-vpa] [-o FILE] PROG ARGS";
        "nohup" => run_other::plain, "nohup PROG ARGS";
        "nice" => run_other::plain, "nice [-n ADJUST] [PROG ARGS]";
        "setsid" => run_other::plain, "setsid [-c] PROG ARGS";
    }
    sed { "sed" => sed::main, "sed [-i[SFX]] [-nrE] [-f FILE]... [-e CMD]... [FILE]...\nor: sed [-i[SFX]] [-nrE] CMD [FILE]..."; }
    seq { "seq" => seq::main, "seq [-w] [-s SEP] [FIRST [INC]] LAST"; }
    sh {
        "sh" => sh::main, "";
        "ash" => sh::main, "";
        "dash" => sh::main, "";
        "bash" => sh::main, "";
    }
    sort {
        "sort" => sort::main, "sort [-nrugMcszbdfiokt] [-o FILE] [-k START[.OFS][OPTS][,END[.OFS][OPTS]] [-t CHAR] [FILE]...";
    }
    stat { "stat" => stat::main, "stat [-ltf] [-c FMT] FILE..."; }
    su {
        "su" => su::su, "su [-lmp] [-s SH] [-] [USER [FILE ARGS]]";
        "sudo" => su::sudo, "sudo [-u USER] COMMAND";
        "gosu" => su::gosu, "gosu user-spec command [args]";
        "su-exec" => su::gosu, "su-exec user-spec command [args]";
    }
    sums {
        "md5sum" => sums::md5, "md5sum [-c[sw]] [FILE]...";
        "sha1sum" => sums::sha1, "sha1sum [-c[sw]] [FILE]...";
        "sha224sum" => sums::sha224, "sha224sum [-c[sw]] [FILE]...";
        "sha256sum" => sums::sha256, "sha256sum [-c[sw]] [FILE]...";
        "sha384sum" => sums::sha384, "sha384sum [-c[sw]] [FILE]...";
        "sha512sum" => sums::sha512, "sha512sum [-c[sw]] [FILE]...";
        "cksum" => sums::cksum, "cksum FILE...";
    }
    system {
        "uname" => system::uname, "uname [-amnrspvio]";
        "du" => system::du, "du [-aHLdclsxhmk] [FILE]...";
        "getconf" => system::getconf, "getconf VARIABLE";
        "ldconfig" => system::ldconfig, "ldconfig [OPTION...]";
        "update-ca-certificates" => system::update_ca_certificates, "";
        "trust" => system::trust, "usage: trust command <args>...";
    }
    tar { "tar" => tar::main, "tar c|x|t [-ZzJjahmvokO] [-f TARFILE] [-C DIR] [FILE]..."; }
    touch { "touch" => touch::main, "touch [-cham] [-d DATE] [-t DATE] [-r FILE] FILE..."; }
    tr { "tr" => tr::main, "tr [-cds] STRING1 [STRING2]"; }
    trivial {
        "true" => trivial::succeed, "";
        "false" => trivial::fail, "";
        "sync" => trivial::succeed, "sync [-df] [FILE]...";
        "yes" => trivial::yes, "yes [STRING]";
        "sleep" => trivial::sleep, "sleep [N]...";
        "nproc" => trivial::nproc, "nproc [--all] [--ignore=N]";
        "arch" => trivial::arch, "arch";
        "hostname" => trivial::hostname, "hostname [-sidf] [HOSTNAME | -F FILE]";
        "tty" => trivial::tty, "tty [-s]";
        "clear" => trivial::clear, "clear";
    }
    uniq { "uniq" => uniq::main, "uniq [-cduiz] [-f,s,w N] [FILE [OUTFILE]]"; }
    unzip { "unzip" => unzip::main, "unzip [-lnojpq] FILE[.zip] [FILE]... [-x FILE]... [-d DIR]"; }
    wc { "wc" => wc::main, "wc [-cmlwL] [FILE]..."; }
    web {}
    wget { "wget" => wget::main, "wget [-cqS] [-O FILE] [-o LOGFILE] [-P DIR] [-T SEC] URL..."; }
    which { "which" => which::main, "which [-a] COMMAND..."; }
    wrap {
        "chroot" => wrap::chroot, "chroot NEWROOT [PROG ARGS]";
        "flock" => wrap::flock, "flock [-sxun] FD | { FILE [-c] PROG ARGS }";
        "run-parts" => wrap::run_parts, "run-parts [-a ARG]... [-u UMASK] [--reverse] [--test] [--exit-on-error] DIRECTORY";
        "rsync" => wrap::rsync, "rsync [OPTION]... SRC [SRC]... DEST";
        "xx-info" => wrap::xx, "";
        "xx-go" => wrap::xx, "";
        "xx-cargo" => wrap::xx, "";
        "xx-apk" => wrap::xx, "";
        "xx-apt-get" => wrap::xx, "";
        "xx-clang" => wrap::xx, "";
        "xx-verify" => wrap::xx, "";
    }
    xz {
        "xz" => xz::xz, "xz -d [-cfk] [FILE]...";
        "unxz" => xz::unxz, "unxz [-cfk] [FILE]...";
        "xzcat" => xz::xzcat, "xzcat [FILE]...";
        "unlzma" => xz::unlzma, "unlzma [-cfk] [FILE]...";
        "bzip2" => xz::bzip2, "bzip2 [-cfkdt123456789] [FILE]...";
        "bunzip2" => xz::bunzip2, "bunzip2 [-cfk] [FILE]...";
        "bzcat" => xz::bzcat, "bzcat [FILE]...";
        "zstd" => xz::zstd, "zstd [OPTION]... [INPUT FILES]";
        "unzstd" => xz::unzstd, "unzstd [OPTION]... [INPUT FILES]";
    }
}

const GREP: &str =
    "grep [-HhnlLoqvsrRiwFEz] [-m N] [-A|B|C N] { PATTERN | -e PATTERN... | -f FILE... } [FILE]...";

/// The model of a program, by the name of its executable.
pub(crate) fn find(name: &str) -> Option<&'static Program> {
    let name = match without_machine(name) {
        "[" | "[[" => "test",
        "gawk" | "mawk" | "original-awk" => "awk",
        "bsdtar" => "tar",
        "gmake" => "make",
        "gpg1" | "gpg2" | "gpgv" => "gpg",
        "ninja-build" | "samu" => "ninja",
        "xx-apt" => "xx-apt-get",
        "xx-cc" | "xx-c++" => "xx-clang",
        "ranlib" | "objcopy" => "strip",
        name if is_python(name) => "python",
        "automake" | "aclocal" | "autoreconf" | "autoheader" | "libtoolize" => "autoconf",
        "a2dismod" | "a2enconf" | "a2disconf" | "a2ensite" | "a2dissite" => "a2enmod",
        "mandb" | "update-mime-database" | "gtk-update-icon-cache" | "depmod" | "update-desktop-database" => {
            "fc-cache"
        }
        name if is_compiler(name) => "cc",
        name => name,
    };
    TEST.iter().chain(TABLE).chain(package::TABLE).find(|program| program.name == name)
}

/// The tool in `aarch64-linux-gnu-as`: what stands behind the name of the machine it works for.
fn without_machine(name: &str) -> &str {
    let systems = ["-linux-gnu-", "-linux-gnueabihf-", "-linux-gnuabi64-", "-linux-musl-", "-w64-mingw32-"];
    systems.iter().find_map(|system| name.split_once(system)).map_or(name, |(_, tool)| tool)
}

/// `gcc`, `clang-15`, `as`, `ld.gold` and their like.
fn is_compiler(name: &str) -> bool {
    if matches!(name, "as" | "ld" | "ld.bfd" | "ld.gold" | "gold") {
        return true;
    }
    let base = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').trim_end_matches('-');
    matches!(base, "gcc" | "g++" | "c++" | "clang" | "clang++" | "c99" | "c89" | "gfortran")
}

/// `python3`, `python3.13`.
fn is_python(name: &str) -> bool {
    name.strip_prefix("python").is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || c == '.'))
}

/// The names of all programs.
#[cfg(test)]
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    TEST.iter().chain(TABLE).chain(package::TABLE).map(|program| program.name)
}

const TEST: &[Program] = &[Program { name: "test", usage: "", main: test::main }];

/// Whether busybox has an applet of that name, modelled or not.
pub(crate) fn is_applet(name: &str) -> bool {
    find(name).is_some() || APPLETS.contains(&name)
}

/// busybox's applets that are not modelled.
const APPLETS: &[&str] = &[
    "acpid",
    "adjtimex",
    "ar",
    "arp",
    "arping",
    "ascii",
    "bc",
    "blkdiscard",
    "blockdev",
    "brctl",
    "cal",
    "chvt",
    "cpio",
    "crond",
    "crontab",
    "cttyhack",
    "dc",
    "deallocvt",
    "devmem",
    "dmesg",
    "dnsdomainname",
    "dpkg",
    "dpkg-deb",
    "dumpkmap",
    "dumpleases",
    "ed",
    "eject",
    "fallocate",
    "fatattr",
    "fdisk",
    "fgconsole",
    "findfs",
    "freeramdisk",
    "fsfreeze",
    "fstrim",
    "ftpget",
    "ftpput",
    "getopt",
    "getty",
    "hexdump",
    "hexedit",
    "hostid",
    "httpd",
    "hwclock",
    "i2cdetect",
    "i2cdump",
    "i2cget",
    "i2cset",
    "ifconfig",
    "ifdown",
    "ifup",
    "init",
    "inotifyd",
    "insmod",
    "ionice",
    "ip",
    "ipaddr",
    "ipcalc",
    "ipcrm",
    "ipcs",
    "iplink",
    "ipneigh",
    "iproute",
    "iprule",
    "iptunnel",
    "kbd_mode",
    "killall",
    "killall5",
    "klogd",
    "last",
    "less",
    "link",
    "linux32",
    "linux64",
    "linuxrc",
    "loadfont",
    "loadkmap",
    "logger",
    "login",
    "logread",
    "losetup",
    "lsmod",
    "lsof",
    "lspci",
    "lsscsi",
    "lsusb",
    "lzma",
    "lzop",
    "makemime",
    "man",
    "mesg",
    "microcom",
    "mim",
    "mkdosfs",
    "mke2fs",
    "mkpasswd",
    "mkswap",
    "modinfo",
    "modprobe",
    "more",
    "mount",
    "mountpoint",
    "mpstat",
    "mt",
    "nameif",
    "nanddump",
    "nandwrite",
    "nbd-client",
    "nc",
    "netstat",
    "nmeter",
    "nologin",
    "nsenter",
    "nslookup",
    "nuke",
    "openvt",
    "partprobe",
    "pidof",
    "ping",
    "ping6",
    "pipe_progress",
    "pivot_root",
    "pkill",
    "pmap",
    "popmaildir",
    "poweroff",
    "powertop",
    "pscan",
    "pstree",
    "pwdx",
    "raidautorun",
    "rdate",
    "rdev",
    "readahead",
    "reboot",
    "reformime",
    "renice",
    "reset",
    "resize",
    "resume",
    "rfkill",
    "route",
    "rpm",
    "rpm2cpio",
    "rtcwake",
    "run-init",
    "runlevel",
    "runsv",
    "runsvdir",
    "rx",
    "script",
    "scriptreplay",
    "sendmail",
    "setarch",
    "setconsole",
    "setfattr",
    "setfont",
    "setkeycodes",
    "setlogcons",
    "setpriv",
    "setserial",
    "setuidgid",
    "showkey",
    "shred",
    "slattach",
    "softlimit",
    "ssl_client",
    "start-stop-daemon",
    "stty",
    "svc",
    "svok",
    "swapoff",
    "swapon",
    "switch_root",
    "sysctl",
    "syslogd",
    "tc",
    "tcpsvd",
    "telnet",
    "telnetd",
    "tftp",
    "tftpd",
    "top",
    "traceroute",
    "traceroute6",
    "ts",
    "tunctl",
    "tune2fs",
    "ubiattach",
    "ubidetach",
    "ubimkvol",
    "ubirename",
    "ubirmvol",
    "ubirsvol",
    "ubiupdatevol",
    "udhcpc",
    "udhcpc6",
    "udhcpd",
    "udpsvd",
    "uevent",
    "umount",
    "unlzop",
    "unshare",
    "uptime",
    "users",
    "usleep",
    "uudecode",
    "uuencode",
    "vconfig",
    "vlock",
    "volname",
    "w",
    "wall",
    "watch",
    "watchdog",
    "who",
    "xxd",
    "zcip",
];

/// How many names a node has: of a directory, itself, its entry and its subdirectories' parents.
pub(crate) fn stat_links(ctx: &Context<'_, '_>, path: &str, node: &vfs::Node) -> usize {
    if let Some(dir) = node.as_dir() {
        return 2 + dir.iter().filter(|entry| entry.node.is_dir()).count();
    }
    if node.as_file().is_none_or(|file| file.link.is_none()) {
        return 1;
    }
    let names = ctx.kernel.path(&ctx.task, path).and_then(|path| ctx.kernel.tree.snapshot().names_of(&path));
    names.map_or(1, |names| names.len().max(1))
}
