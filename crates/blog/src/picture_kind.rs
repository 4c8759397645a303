//! The kinds of picture, told from the bytes and never from a file's ending.

/// A kind of picture file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PictureKind {
    /// PNG, moving or not.
    Png,
    /// JPEG.
    Jpeg,
    /// GIF, moving or not.
    Gif,
    /// WebP, moving or not.
    WebP,
    /// AVIF, moving or not.
    Avif,
    /// HEIC and HEIF, which browsers do not show.
    Heic,
    /// SVG, which WordPress refuses.
    Svg,
}

impl PictureKind {
    /// The media type.
    pub fn mime(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::WebP => "image/webp",
            Self::Avif => "image/avif",
            Self::Heic => "image/heic",
            Self::Svg => "image/svg+xml",
        }
    }

    /// The ending of its files, without a dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Gif => "gif",
            Self::WebP => "webp",
            Self::Avif => "avif",
            Self::Heic => "heic",
            Self::Svg => "svg",
        }
    }

    /// Tells the kind from the first bytes (the formats' own signatures; ISO base media files by their brands).
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let head = &bytes[..bytes.len().min(1024)];
        if head.starts_with(b"\x89PNG\r\n\x1a\n") {
            return Some(Self::Png);
        }
        if head.starts_with(b"\xff\xd8\xff") {
            return Some(Self::Jpeg);
        }
        if head.starts_with(b"GIF87a") || head.starts_with(b"GIF89a") {
            return Some(Self::Gif);
        }
        if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
            return Some(Self::WebP);
        }
        if head.get(4..8) == Some(b"ftyp") {
            let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
            let brands = head.get(8..length.min(head.len())).unwrap_or_default();
            let has = |names: &[&[u8]]| brands.chunks_exact(4).any(|brand| names.contains(&brand));
            return if has(&[b"avif", b"avis"]) {
                Some(Self::Avif)
            } else if has(&[b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"]) {
                Some(Self::Heic)
            } else {
                None
            };
        }
        let text = String::from_utf8_lossy(head);
        let text = text.trim_start_matches('\u{feff}').trim_start();
        (text.starts_with('<') && text.contains("<svg")).then_some(Self::Svg)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_from_bytes() {
        for (bytes, kind) in [
            (b"\x89PNG\r\n\x1a\nrest".as_slice(), Some(PictureKind::Png)),
            (b"\xff\xd8\xff\xe0", Some(PictureKind::Jpeg)),
            (b"GIF89a..", Some(PictureKind::Gif)),
            (b"RIFF\0\0\0\0WEBPVP8 ", Some(PictureKind::WebP)),
            (b"\0\0\0\x1cftypavif\0\0\0\0mif1avifmiaf", Some(PictureKind::Avif)),
            (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", Some(PictureKind::Heic)),
            (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", None),
            (b"\0\0\0\x01ftyp", None),
            ("\u{feff} <svg xmlns=''>".as_bytes(), Some(PictureKind::Svg)),
            (b"<html>", None),
            (b"", None),
        ] {
            assert_eq!(PictureKind::of(bytes), kind, "{:?}", String::from_utf8_lossy(bytes));
        }
    }
}
