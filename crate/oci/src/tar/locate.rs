//! Where an entry's header lies in a tar.

use std::ops::Range;

use super::{BLOCK, WHITEOUT};

/// The bytes that stand before the content of a path's last entry: its header, and the entries that extend it. A path
/// that the layer removes has that of its whiteout. `None` if there is none, or the tar can't be read so far.
pub fn locate(bytes: &[u8], path: &str) -> Option<Range<usize>> {
    let wanted = path.trim_matches('/');
    let (folder, name) = wanted.rsplit_once('/').map_or(("", wanted), |(folder, name)| (folder, name));
    let slash = if folder.is_empty() { "" } else { "/" };
    let whiteout = format!("{folder}{slash}{WHITEOUT}{name}");
    let mut archive = tar::Archive::new(bytes);
    let (mut from, mut found) = (0, None);
    for entry in archive.entries().ok()? {
        let Ok(entry) = entry else { break };
        let content = usize::try_from(entry.raw_file_position()).ok()?;
        let called = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let called = called.trim_start_matches("./").trim_matches('/');
        if called == wanted || called == whiteout {
            found = Some(from..content);
        }
        let size = usize::try_from(entry.size()).ok()?;
        from = content.checked_add(size)?.checked_next_multiple_of(BLOCK)?;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::locate;

    fn check(path: &str, expected: Option<std::ops::Range<usize>>) {
        let mut tar = tar::Builder::new(Vec::new());
        let long = format!("{}/file", "folder".repeat(20));
        for (name, size) in [("app/a.txt", 600_u64), ("app/.wh.old", 0), (long.as_str(), 3)] {
            let mut header = tar::Header::new_gnu();
            header.set_size(size);
            tar.append_data(&mut header, name, vec![b'x'; size as usize].as_slice()).unwrap();
        }
        assert_eq!(locate(&tar.into_inner().unwrap(), path), expected, "{path}");
    }

    #[test]
    fn headers_are_found_with_what_extends_them() {
        check("app/a.txt", Some(0..512));
        check("/app/old", Some(1536..2048));
        check(&format!("{}/file", "folder".repeat(20)), Some(2048..3584));
        check("nothing", None);
    }
}
