//! One post, and the list of all, as a page that opens from disk. Pure: values in, HTML out.

use markdown::tags;

/// A post in the list.
pub(super) struct Entry {
    /// Its page, seen from the folder of the export.
    pub page: String,
    /// Its title.
    pub title: String,
    /// The year it belongs to; empty for none.
    pub year: String,
    /// The day as shown; empty for none.
    pub day: String,
    /// Where it stands, where that is not public.
    pub status: String,
}

/// The look of all pages.
pub(super) const STYLE: &str = "\
:root { color-scheme: light dark; --text: #1d2327; --quiet: #59626a; --line: #d8dcde; --back: #fdfdfc; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e8e9; --quiet: #a4adb3; --line: #3a4247; --back: #16191b; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 32px 20px 80px; max-width: 44rem; background: var(--back); color: var(--text);
  font: 1.125rem/1.6 Georgia, 'Times New Roman', serif; overflow-wrap: break-word; }
header, footer, .day, .status { color: var(--quiet); font-family: system-ui, sans-serif; font-size: 0.875rem; }
h1, h2, h3, h4 { line-height: 1.25; font-family: system-ui, sans-serif; }
a { color: inherit; text-underline-offset: 3px; }
img, video { max-width: 100%; height: auto; }
figure { margin: 1.5rem 0; }
figcaption { color: var(--quiet); font-size: 0.875rem; }
pre { overflow-x: auto; padding: 12px 16px; border: 1px solid var(--line); border-radius: 4px; font-size: 0.9rem; }
blockquote { margin: 1.5rem 0; padding-left: 16px; border-left: 3px solid var(--line); }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { padding: 4px 12px; border: 1px solid var(--line); text-align: start; }
hr { border: 0; border-top: 1px solid var(--line); }
ul.posts { list-style: none; padding: 0; }
ul.posts li { display: flex; gap: 16px; padding: 4px 0; }
ul.posts .day { flex: 0 0 6.5rem; padding-top: 4px; }
";

/// A post's page. `home` leads back to the folder of the export (`../` for each folder).
pub(super) fn post_page(title: &str, day: &str, status: &str, home: &str, body: &str) -> String {
    let line: Vec<String> =
        [day, status].iter().filter(|text| !text.is_empty()).map(|text| escaped(text)).collect();
    let line =
        if line.is_empty() { String::new() } else { format!("<p class=\"day\">{}</p>\n", line.join(" · ")) };
    let inner = format!(
        "<header><a href=\"{home}index.html\">All posts</a></header>\n<main>\n<h1 dir=\"auto\">{}</h1>\n{line}{body}</main>\n",
        escaped(title)
    );
    whole(title, home, &inner)
}

/// The list of all posts, newest first, by year.
pub(super) fn index_page(name: &str, entries: &[Entry]) -> String {
    let mut inner = format!("<main>\n<h1 dir=\"auto\">{}</h1>\n", escaped(name));
    let mut year = None;
    for entry in entries {
        if year != Some(&entry.year) {
            let end = if year.is_some() { "</ul>\n" } else { "" };
            let head = if entry.year.is_empty() { "Without a date" } else { entry.year.as_str() };
            inner.push_str(&format!("{end}<h2>{head}</h2>\n<ul class=\"posts\">\n"));
            year = Some(&entry.year);
        }
        let status = match entry.status.as_str() {
            "" => String::new(),
            status => format!(" <span class=\"status\">{}</span>", escaped(status)),
        };
        inner.push_str(&format!(
            "<li><span class=\"day\">{}</span> <span><a href=\"{}\" dir=\"auto\">{}</a>{status}</span></li>\n",
            escaped(&entry.day),
            escaped(&entry.page),
            escaped(&entry.title)
        ));
    }
    inner.push_str(if entries.is_empty() {
        "<p>There are no posts.</p>\n</main>\n"
    } else {
        "</ul>\n</main>\n"
    });
    whole(name, "", &inner)
}

fn whole(title: &str, home: &str, inner: &str) -> String {
    format!(
        "<!doctype html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, \
         initial-scale=1\">\n<title>{}</title>\n<link rel=\"stylesheet\" href=\"{home}style.css\">\n</head>\n<body>\n{inner}</body>\n</html>\n",
        escaped(title)
    )
}

/// The links of a page, each replaced where `lead` knows a better address.
pub(super) fn with_links(html: &str, lead: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(html.len());
    let mut at = 0;
    for tag in tags(html).into_iter().filter(|tag| tag.name == "a" && !tag.closing) {
        // What the sanitiser lets through has its values in double quotes, and their quotes escaped.
        let written = &html[tag.range.clone()];
        let Some(start) = written.find(" href=\"").map(|found| tag.range.start + found + 7) else { continue };
        let Some(end) = html[start..].find('"').map(|found| start + found) else { continue };
        let target = html[start..end].replace("&amp;", "&");
        if let Some(better) = lead(&target) {
            out.push_str(&html[at..start]);
            out.push_str(&escaped(&better));
            at = end;
        }
    }
    out.push_str(&html[at..]);
    out
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_text_whatever_they_say() {
        let page = post_page("<script>\"&'", "23 Nov", "draft", "../", "<p>x</p>");
        assert!(page.contains("<title>&lt;script&gt;&quot;&amp;'</title>"), "{page}");
        assert!(page.contains(
            "<h1 dir=\"auto\">&lt;script&gt;&quot;&amp;'</h1>\n<p class=\"day\">23 Nov · draft</p>"
        ));
        assert!(page.contains("href=\"../style.css\""));
        let entry = |year: &str, title: &str| Entry {
            page: "a&b.html".into(),
            title: title.into(),
            year: year.into(),
            day: "23 Nov".into(),
            status: String::new(),
        };
        let index = index_page("<Posts>", &[entry("2026", "<b>"), entry("2026", "two"), entry("", "three")]);
        assert!(
            index.contains("<h1 dir=\"auto\">&lt;Posts&gt;</h1>") && index.contains("href=\"a&amp;b.html\"")
        );
        assert_eq!(index.matches("<h2>").count(), 2, "{index}");
        assert_eq!((index.matches("<ul").count(), index.matches("</ul>").count()), (2, 2));
        assert!(index_page("x", &[]).contains("no posts"));
    }

    #[test]
    fn only_links_are_led_elsewhere() {
        let lead = |target: &str| target.strip_suffix(".md").map(|stem| format!("{stem}.html"));
        for (html, expected) in [
            ("<a href=\"b.md\">b.md</a>", "<a href=\"b.html\">b.md</a>"),
            (
                "<a title=\"x\" href=\"a&amp;b.md\" rel=\"y\">1</a> <a href=\"c\">2</a>",
                "<a title=\"x\" href=\"a&amp;b.html\" rel=\"y\">1</a> <a href=\"c\">2</a>",
            ),
            ("<p>see href=\"b.md\"</p>", "<p>see href=\"b.md\"</p>"),
            ("<a name=\"x\">href=\"b.md\"</a>", "<a name=\"x\">href=\"b.md\"</a>"),
            ("<img src=\"b.md\">", "<img src=\"b.md\">"),
        ] {
            assert_eq!(with_links(html, lead), expected);
        }
    }
}
