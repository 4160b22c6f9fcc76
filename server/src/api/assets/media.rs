//! As what an asset is served: an allow-list of harmless image formats in place, text as plain
//! text, everything else as a download. The sender's word is a hint, never an order.

use std::fmt::Write as _;

/// Where a browser should put a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::api) enum Place {
    /// In the page.
    Inline,
    /// On the disk.
    Attachment,
}

/// How an asset is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Served {
    pub(super) content_type: &'static str,
    pub(super) place: Place,
}

/// Image formats that cannot run anything.
const IMAGES: [&str; 5] = [
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "image/avif",
];

/// Types outside `text/` that are text.
const TEXTS: [&str; 6] = [
    "application/json",
    "application/x-ndjson",
    "application/x-ipynb+json",
    "application/x-python",
    "application/yaml",
    "application/toml",
];

/// How to serve an asset that its sender calls `claimed`.
pub(super) fn served_as(claimed: Option<&str>) -> Served {
    let claimed = claimed
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default();
    let claimed = claimed.trim().to_ascii_lowercase();
    if let Some(content_type) = IMAGES.into_iter().find(|known| *known == claimed) {
        return Served {
            content_type,
            place: Place::Inline,
        };
    }
    let is_text = claimed.starts_with("text/") || TEXTS.contains(&claimed.as_str());
    let content_type = if is_text {
        "text/plain; charset=utf-8"
    } else {
        "application/octet-stream"
    };
    Served {
        content_type,
        place: Place::Attachment,
    }
}

/// A `Content-Disposition` (RFC 6266) with the last part of a path-like name.
pub(in crate::api) fn disposition(place: Place, name: &str) -> String {
    let mut header = String::from(match place {
        Place::Inline => "inline",
        Place::Attachment => "attachment",
    });
    let file_name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = file_name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ') {
                c
            } else {
                '_'
            }
        })
        .collect();
    // Writing to a String cannot fail.
    let _ = write!(header, "; filename=\"{plain}\"");
    if plain != file_name {
        header.push_str("; filename*=UTF-8''");
        for byte in file_name.bytes() {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
                header.push(char::from(byte));
            } else {
                let _ = write!(header, "%{byte:02X}");
            }
        }
    }
    header
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_images_are_shown_in_place() {
        assert_eq!(served_as(Some("image/PNG")).place, Place::Inline);
        for risky in [
            "image/svg+xml",
            "text/html",
            "application/xhtml+xml",
            "application/pdf",
            "",
            "image/png, text/html",
        ] {
            assert_eq!(served_as(Some(risky)).place, Place::Attachment, "{risky}");
        }
        assert_eq!(
            served_as(Some("text/html")).content_type,
            "text/plain; charset=utf-8"
        );
        assert_eq!(
            served_as(Some("image/svg+xml")).content_type,
            "application/octet-stream"
        );
        assert_eq!(served_as(None).content_type, "application/octet-stream");
    }

    #[test]
    fn names_cannot_break_out_of_the_header() {
        assert_eq!(
            disposition(Place::Inline, "a/b.png"),
            "inline; filename=\"b.png\""
        );
        assert_eq!(
            disposition(Place::Attachment, "x/彗\"\r\n.py"),
            "attachment; filename=\"____.py\"; filename*=UTF-8''%E5%BD%97%22%0D%0A.py"
        );
    }
}
