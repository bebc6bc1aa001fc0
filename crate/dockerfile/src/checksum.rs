//! Whether a text can be what `ADD --checksum` compares a download with.

/// Checks a digest, such as `sha256:…`. Errors are in the words of Go's digest package.
pub fn check_checksum(text: &str) -> Result<(), &'static str> {
    let Some((algorithm, digits)) = text.split_once(':') else {
        return Err("invalid checksum digest format");
    };
    let length = match algorithm {
        "sha256" => 64,
        "sha384" => 96,
        "sha512" => 128,
        _ => return Err("unsupported digest algorithm"),
    };
    if digits.len() != length {
        return Err("invalid checksum digest length");
    }
    if digits.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')) {
        Ok(())
    } else {
        Err("invalid checksum digest format")
    }
}

#[cfg(test)]
mod tests {
    use super::check_checksum;

    #[test]
    fn digests_are_checked_before_they_are_compared() {
        let zeros = |count| "0".repeat(count);
        for (text, wanted) in [
            ("x".to_owned(), Err("invalid checksum digest format")),
            ("md5:0".to_owned(), Err("unsupported digest algorithm")),
            (format!("sha256:{}", zeros(63)), Err("invalid checksum digest length")),
            (format!("sha256:{}G", zeros(63)), Err("invalid checksum digest format")),
            (format!("sha512:{}", zeros(128)), Ok(())),
        ] {
            assert_eq!(check_checksum(&text), wanted, "{text}");
        }
    }
}
