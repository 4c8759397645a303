//! What a blog took out of a text: WordPress filters what users without the right to unfiltered HTML send (kses), and says
//! nothing of it. Elements and attributes are counted in what was sent and in what is stored; what became fewer is named.
//! Pure. It refuses to guess why: a plugin may filter too.

use std::collections::BTreeMap;

/// The names of elements and attributes that became fewer, with how many are gone: elements first, each in alphabetical
/// order. An attribute that went with its element is not named again.
pub fn removed(sent: &str, stored: &str) -> Vec<(String, usize)> {
    let (sent, stored) = (markdown::names(sent), markdown::names(stored));
    let gone = |element: &str, attribute: &str| {
        let name = (element.to_owned(), attribute.to_owned());
        let count = |names: &BTreeMap<_, usize>| names.get(&name).copied().unwrap_or(0);
        count(&sent).saturating_sub(count(&stored))
    };
    let mut removed: BTreeMap<(bool, &str), usize> = BTreeMap::new();
    for (element, attribute) in sent.keys() {
        let (is_attribute, name) = if attribute.is_empty() { (false, element) } else { (true, attribute) };
        let with_it = if is_attribute { gone(element, "") } else { 0 };
        *removed.entry((is_attribute, name)).or_default() += gone(element, attribute).saturating_sub(with_it);
    }
    removed
        .into_iter()
        .filter(|(_, times)| *times > 0)
        .map(|((_, name), times)| (name.to_owned(), times))
        .collect()
}

/// For the writer; `None` when nothing that has a name is gone.
pub fn sentence(sent: &str, stored: &str) -> Option<String> {
    let words =
        |(name, times): (String, usize)| if times == 1 { name } else { format!("{name} ({times} times)") };
    let names: Vec<String> = removed(sent, stored).into_iter().map(words).collect();
    (!names.is_empty()).then(|| {
        format!(
            "The blog took out of the text what this account may not use there: {}. Look at the post there.",
            names.join(", ")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_gone_is_named_and_counted() {
        for (sent, stored, expected) in [
            ("<p>a</p>", "<p>a</p>", ""),
            ("<p>a</p>", "<p>b</p>", ""),
            ("<p>a</p><iframe src=\"x\" width=1></iframe>", "<p>a</p>", "iframe"),
            ("<p onclick=\"x()\">a</p>", "<p>a</p>", "onclick"),
            ("<P OnClick='x()'>a</P>", "<p>a</p>", "onclick"),
            ("<p onclick=a>a</p><b onclick=b>b</b>", "<p>a</p><b>b</b>", "onclick (2 times)"),
            ("<p onclick=a>a</p><svg onclick=b></svg>", "<p>a</p>", "svg, onclick"),
            ("<script>let a = '<b>'</script>", "let a = '<b>'", "script"),
            ("<img src=\"a.jpg\" srcset=\"b.jpg 2x\" alt=\"\">", "<img src=\"a.jpg\" alt=\"\">", "srcset"),
            (
                "<ul><li><input type=\"checkbox\" disabled>a</li><li><input>b</li></ul>",
                "<ul><li>a</li><li>b</li></ul>",
                "input (2 times)",
            ),
            (
                "<!-- wp:html {\"a\":\"<iframe>\"} --><form></form><!-- /wp:html -->",
                "<!-- wp:html --><!-- /wp:html -->",
                "form",
            ),
            ("<a href=\"x:y\">a</a>", "<a>a</a>", "href"),
            ("<p>a</p>", "<p class=\"wp\">a</p><p></p>", ""),
            ("<p>5 < 6 and <3</p>", "<p>5 &lt; 6 and &lt;3</p>", ""),
            ("<p>unfinished <iframe", "<p>unfinished ", ""),
        ] {
            let words = |(name, times): (String, usize)| {
                if times == 1 { name } else { format!("{name} ({times} times)") }
            };
            let named: Vec<String> = removed(sent, stored).into_iter().map(words).collect();
            assert_eq!(named.join(", "), expected, "{sent}");
            assert_eq!(sentence(sent, stored).is_some(), !expected.is_empty(), "{sent}");
        }
    }
}
