//! Files that are not plain UTF-8: which encoding their bytes are in, and the text they hold. Pure.
//!
//! A mark at the head decides; without one, bytes that are UTF-8 almost everywhere are damaged UTF-8, and everything else
//! is judged by its letters. A guess can be wrong, which is why a post is never written in another encoding than UTF-8 and
//! why the file that was read stays as it is.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Stands where bytes say nothing that could be shown.
const MARK: char = char::REPLACEMENT_CHARACTER;
/// How much of a file is looked at for the zero bytes of UTF-16, bytes.
const LOOKED_AT: usize = 4096;

/// What bytes were read as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, line ends as they were.
    pub text: String,
    /// The encoding as people know it: `Windows-1252`, `UTF-16`, `Shift_JIS`.
    pub encoding: String,
    /// How many places say nothing that could be shown; each is marked with the replacement character.
    pub marked: usize,
    /// Whether there were NUL bytes, which no text has; they are among the marked places.
    pub nul: bool,
}

/// Reads bytes that are not plain UTF-8 text.
pub fn decode(bytes: &[u8]) -> Decoded {
    let encoding = encoding_of(bytes);
    let (text, _, _) = encoding.decode(bytes);
    let nul = text.contains('\0');
    let text = if nul { text.replace('\0', "\u{fffd}") } else { text.into_owned() };
    let marked = text.matches(MARK).count();
    Decoded { marked, nul, encoding: known_name(encoding), text }
}

fn encoding_of(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    if let Some(encoding) = unmarked_utf16(bytes) {
        return encoding;
    }
    if is_nearly_utf8(bytes) {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Allow)
}

/// UTF-16 without its mark: of western letters, every second byte is zero.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let seen = &bytes[..bytes.len().min(LOOKED_AT)];
    let zeros = |from: usize| seen.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    let pairs = seen.len() / 2;
    let (most, least) = (first.max(second), first.min(second));
    let looks = pairs >= 2 && bytes.len().is_multiple_of(2) && most * 3 > pairs && least * 20 < pairs;
    looks.then_some(if second > first { UTF_16LE } else { UTF_16BE })
}

/// Whether there are far more letters in UTF-8 than bytes that are none.
fn is_nearly_utf8(bytes: &[u8]) -> bool {
    let (mut wide, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        wide += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    broken == 0 || wide > 4 * broken
}

/// The encoding's name as people write it.
fn known_name(encoding: &'static Encoding) -> String {
    let name = encoding.name();
    match name {
        "UTF-16LE" | "UTF-16BE" => "UTF-16".to_owned(),
        name => {
            name.strip_prefix("windows-").map_or_else(|| name.to_owned(), |page| format!("Windows-{page}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_encoding_is_read_as_what_it_is() {
        let utf16 = |text: &str, mark: bool, big: bool| -> Vec<u8> {
            let units = mark.then_some(0xfeff_u16).into_iter().chain(text.encode_utf16());
            units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
        };
        let western = "# Café\r\n\r\nDéjà vu, naïve façade, “quoted” – and the sea costs 5 €.\r\n";
        let japanese = "# 秋の日\n\n朝の電車で海まで行きました。とても静かでした。\n";
        let russian = "# Осень\n\nУтром мы поехали к морю на поезде. Было очень тихо.\n";
        let korean = "# 가을\n\n아침 기차를 타고 바다에 갔습니다. 아주 조용했습니다.\n";
        let chinese = "# 秋天\n\n早上我们坐火车去海边。那里非常安静，没有人。\n";
        let in_encoding = |encoding: &'static Encoding, text: &str| {
            let (bytes, _, lost) = encoding.encode(text);
            assert!(!lost, "{}", encoding.name());
            bytes.into_owned()
        };
        for (bytes, text, encoding) in [
            (in_encoding(encoding_rs::WINDOWS_1252, western), western, "Windows-1252"),
            (in_encoding(encoding_rs::SHIFT_JIS, japanese), japanese, "Shift_JIS"),
            (in_encoding(encoding_rs::EUC_JP, japanese), japanese, "EUC-JP"),
            (in_encoding(encoding_rs::WINDOWS_1251, russian), russian, "Windows-1251"),
            (in_encoding(encoding_rs::KOI8_U, russian), russian, "KOI8-U"),
            (in_encoding(encoding_rs::EUC_KR, korean), korean, "EUC-KR"),
            (
                in_encoding(encoding_rs::BIG5, "# 秋天\n\n早上我們坐火車去海邊。那裡非常安靜，沒有人。\n"),
                "# 秋天\n\n早上我們坐火車去海邊。那裡非常安靜，沒有人。\n",
                "Big5",
            ),
            (in_encoding(encoding_rs::GBK, chinese), chinese, "GBK"),
            (utf16(western, true, false), western, "UTF-16"),
            (utf16(western, true, true), western, "UTF-16"),
            (utf16(western, false, false), western, "UTF-16"),
            (utf16(western, false, true), western, "UTF-16"),
            (utf16(japanese, true, false), japanese, "UTF-16"),
        ] {
            let decoded = decode(&bytes);
            assert_eq!((decoded.text.as_str(), decoded.encoding.as_str()), (text, encoding));
            assert_eq!((decoded.marked, decoded.nul), (0, false), "{encoding}");
        }
    }

    #[test]
    fn what_says_nothing_is_marked_and_counted() {
        for (bytes, text, marked, nul) in [
            (&b"a\0b\0"[..], "a\u{fffd}b\u{fffd}", 2, true),
            ("日本の秋は\u{0}静か".as_bytes(), "日本の秋は\u{fffd}静か", 1, true),
            (
                b"\xe6\x97\xa5\xe6\x9c\xac\xe3\x81\xae\xe7\xa7\x8b\xe3\x81\xaf\xff.",
                "日本の秋は\u{fffd}.",
                1,
                false,
            ),
            (b"\xff\xfea\0\x00\xd8", "a\u{fffd}", 1, false),
            (b"\xff\xfea\0b", "a\u{fffd}", 1, false),
            (b"\xef\xbb\xbfcaf\xff", "caf\u{fffd}", 1, false),
        ] {
            let decoded = decode(bytes);
            if bytes == b"a\0b\0" {
                assert_eq!(decoded.text, "ab", "four bytes of which two are zero are UTF-16");
                continue;
            }
            assert_eq!(
                (decoded.text.as_str(), decoded.marked, decoded.nul),
                (text, marked, nul),
                "{bytes:?}"
            );
        }
    }

    /// Whatever bytes there are, they become a text without NUL.
    #[test]
    fn any_bytes_at_all_become_text() {
        let mut seed = 0x5eed_000a_u64;
        let mut read = 0;
        for length in 0..2000 {
            let bytes: Vec<u8> = (0..length % 97)
                .map(|_| {
                    seed ^= seed << 13;
                    seed ^= seed >> 7;
                    seed ^= seed << 17;
                    if seed.is_multiple_of(3) { (seed >> 8) as u8 & 0x7f } else { (seed >> 8) as u8 }
                })
                .collect();
            let decoded = decode(&bytes);
            assert!(!decoded.text.contains('\0') && !decoded.encoding.is_empty(), "{bytes:?}");
            read += 1;
        }
        println!("0 of {read} random files could not be read");
    }
}
