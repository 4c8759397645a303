//! What HTML may do: show text. The same allow-list serves the preview and what comes back from a blog.
//!
//! No scripts, no styles but harmless properties, no forms, no frames, no event handlers; links lead to http, https and
//! mailto or within the post; `data:` only shows pictures.

use crate::raw::shallow;
use ammonia::Builder;
use std::borrow::Cow;
use std::sync::LazyLock;

/// The scheme under which the preview may show the library's own pictures, besides http, https and `data:`.
pub const PICTURE_SCHEME: &str = "copydesk-media";

/// HTML with everything removed that could run, load other things than pictures, sound and film, or ask for input.
pub fn sanitize(html: &str) -> String {
    static ALLOWED: LazyLock<Builder<'static>> = LazyLock::new(|| builder(None));
    clean(&ALLOWED, html)
}

/// The same with a given allow-list; deep nesting is cut first, because tree builders take quadratic time on it.
pub(crate) fn clean(allowed: &Builder<'static>, html: &str) -> String {
    allowed.clean(&shallow(html)).to_string()
}

/// The allow-list; pictures may also come from `picture_scheme`, the address under which the app serves local ones.
pub(crate) fn builder(picture_scheme: Option<&'static str>) -> Builder<'static> {
    let mut builder = Builder::default();
    builder
        .add_tags([
            "address", "audio", "big", "dfn", "font", "input", "main", "meter", "picture", "progress",
            "search", "section", "source", "tfoot", "track", "video",
        ])
        .add_generic_attributes(["class", "dir", "id", "role", "style"])
        .add_generic_attribute_prefixes(["data-", "aria-"])
        .add_tag_attributes("a", ["name", "rel", "title"])
        .add_tag_attributes("audio", ["controls", "loop", "muted", "preload", "src"])
        .add_tag_attributes(
            "video",
            ["controls", "height", "loop", "muted", "playsinline", "poster", "preload", "src", "width"],
        )
        .add_tag_attributes("source", ["src", "type", "media"])
        .add_tag_attributes("track", ["default", "kind", "label", "src", "srclang"])
        .add_tag_attributes("details", ["open", "name"])
        .add_tag_attributes("img", ["decoding", "loading"])
        .add_tag_attributes("input", ["checked", "disabled", "type"])
        .add_tag_attributes("li", ["value"])
        .add_tag_attributes("ol", ["reversed", "type"])
        .add_tag_attributes("table", ["border", "cellpadding", "cellspacing", "width"])
        .add_tag_attributes("td", ["valign", "width"])
        .add_tag_attributes("th", ["abbr", "valign", "width"])
        .add_tag_attributes("time", ["datetime"])
        .add_tag_attributes("font", ["color", "face", "size"])
        .add_tag_attributes("meter", ["high", "low", "max", "min", "optimum", "value"])
        .add_tag_attributes("progress", ["max", "value"])
        // Of all inputs only the box of a task list is left, and nobody can tick it.
        .set_tag_attribute_value("input", "type", "checkbox")
        .set_tag_attribute_value("input", "disabled", "")
        .filter_style_properties(
            [
                "background-color",
                "border",
                "border-radius",
                "clear",
                "color",
                "float",
                "font-size",
                "font-style",
                "font-variant",
                "font-weight",
                "height",
                "line-height",
                "list-style-type",
                "margin",
                "margin-bottom",
                "margin-left",
                "margin-right",
                "margin-top",
                "max-width",
                "padding",
                "text-align",
                "text-decoration",
                "text-transform",
                "vertical-align",
                "white-space",
                "width",
            ]
            .into(),
        )
        .link_rel(None)
        .url_schemes(["http", "https", "mailto", "data"].into_iter().chain(picture_scheme).collect())
        .attribute_filter(move |element, attribute, value| {
            if attribute == "href" || attribute == "src" || attribute == "poster" {
                allowed_address(element, value, picture_scheme).then_some(Cow::Borrowed(value))
            } else {
                Some(Cow::Borrowed(value))
            }
        });
    builder
}

/// Schemes were checked before; here: which element may use which.
fn allowed_address(element: &str, address: &str, picture_scheme: Option<&str>) -> bool {
    let address = address.trim_start_matches(|c: char| c <= ' ');
    let is =
        |scheme: &str| address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    let ours = picture_scheme.is_some_and(|scheme| is(scheme) && address[scheme.len()..].starts_with(':'));
    match element {
        "img" => !is("data:") || is("data:image/"),
        "a" | "area" => !is("data:") && !ours,
        _ => !is("data:"),
    }
}
