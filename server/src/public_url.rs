//! Where browsers reach the server: scheme, host and the path below which everything lies.
//! Never guesses from a request's headers, which anybody can set.

/// An address such as `https://host/some/path`, parsed once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    origin: String,
    path: String,
}

/// Why an address was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the public URL needs the form http(s)://HOST[:PORT][/PATH], without query, got `{0}`")]
pub struct PublicUrlError(String);

impl PublicUrl {
    /// From what an operator wrote.
    pub fn parse(text: &str) -> Result<Self, PublicUrlError> {
        let refused = || PublicUrlError(text.to_owned());
        let rest = text
            .strip_prefix("http://")
            .or_else(|| text.strip_prefix("https://"))
            .ok_or_else(refused)?;
        let is_plain = |c: char| {
            c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~' | ':' | '[' | ']' | '/')
        };
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        if host.is_empty() || !rest.chars().all(is_plain) {
            return Err(refused());
        }
        let segments: Vec<&str> = path
            .split('/')
            .filter(|segment| !segment.is_empty())
            .collect();
        if segments
            .iter()
            .any(|segment| matches!(*segment, "." | ".."))
        {
            return Err(refused());
        }
        let path: String = segments
            .iter()
            .map(|segment| format!("/{segment}"))
            .collect();
        let scheme_and_host = text.len() - rest.len() + host.len();
        Ok(Self {
            origin: text[..scheme_and_host].to_owned(),
            path,
        })
    }

    /// The whole address, without a last slash.
    pub fn address(&self) -> String {
        format!("{}{}", self.origin, self.path)
    }

    /// The path below which everything lies: empty, or `/some/path`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Whether browsers come over TLS.
    pub fn is_https(&self) -> bool {
        self.origin.starts_with("https://")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_apart() {
        let url = PublicUrl::parse("https://example.org:8443//a/b/").unwrap();
        assert_eq!(
            (url.address().as_str(), url.path()),
            ("https://example.org:8443/a/b", "/a/b")
        );
        assert!(url.is_https());
        let plain = PublicUrl::parse("http://[::1]:5870").unwrap();
        assert_eq!(
            (plain.address().as_str(), plain.path()),
            ("http://[::1]:5870", "")
        );
    }

    #[test]
    fn what_could_break_out_of_a_page_is_refused() {
        for bad in [
            "",
            "example.org",
            "ftp://x",
            "http://",
            "http://x/\"><b>",
            "http://x/?q",
            "http://x/../y",
        ] {
            assert!(PublicUrl::parse(bad).is_err(), "{bad}");
        }
    }
}
