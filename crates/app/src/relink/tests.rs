use super::*;

fn path(path: &str) -> PostPath {
    PostPath::new(path).unwrap()
}

fn moved(from: &str, to: &str) -> Moved {
    Moved { from: path(from), to: path(to) }
}

/// The text of the post at `place` after these moves; pictures are there under `media/` and beside `trips/old.md`.
fn after(place: &str, text: &str, moved: &[Moved], places: &[PostPath]) -> String {
    let moves = Moves::new(moved, places);
    let there = |file: &PostPath| file.as_str().ends_with(".png") || places.contains(file);
    let edits = moves.relink(&path(place), text, &there);
    assert!(edits.is_empty() || moves.concern(&path(place), text), "{text}");
    assert!(
        edits.windows(2).all(|two| two[0].range.end <= two[1].range.start),
        "apart and ascending: {edits:?}"
    );
    edits.iter().rev().fold(text.to_owned(), |text, edit| edit.apply(&text))
}

#[test]
fn links_in_other_posts_follow_in_their_own_spelling() {
    let places = ["old.md", "trips/old one.md", "trips/x.md", "a.md", "trips/a.md", "日本.md"].map(path);
    let renamed = [moved("old.md", "new name.md")];
    let elsewhere = [moved("trips/old one.md", "2026/spring/new (1).md")];
    let abroad = [moved("日本.md", "日本/秋.md")];
    for (moves, place, text, expected) in [
        (&renamed, "a.md", "[x](old.md)", "[x](new%20name.md)"),
        (
            &renamed,
            "a.md",
            "[x](./old.md#part \"t\") [y](old)",
            "[x](./new%20name.md#part \"t\") [y](new%20name)",
        ),
        (&renamed, "a.md", "[x](<old.md>) [x](/old.md)", "[x](<new name.md>) [x](/new%20name.md)"),
        (&renamed, "a.md", "[x][y]\n\n[y]: old.md 'title'\n", "[x][y]\n\n[y]: new%20name.md 'title'\n"),
        (&renamed, "trips/x.md", "[x](../old.md) [x](old.md)", "[x](../new%20name.md) [x](old.md)"),
        (
            &renamed,
            "a.md",
            "`[x](old.md)` \\[x](old.md)\n\n    [x](old.md)\n",
            "`[x](old.md)` \\[x](old.md)\n\n    [x](old.md)\n",
        ),
        (
            &renamed,
            "a.md",
            "[x](https://example.org/old.md) [x](old.md.bak) old.md",
            "[x](https://example.org/old.md) [x](old.md.bak) old.md",
        ),
        (
            &renamed,
            "a.md",
            "[[old]] [[Old#Part|words]] [[old.md]] ![[old]]",
            "[[new name]] [[new name#Part|words]] [[new name.md]] ![[new name]]",
        ),
        (
            &renamed,
            "a.md",
            "---\nup: \"[[old|x]]\"\nn: [[old, x]]\n---\n[[/old]]",
            "---\nup: \"[[new name|x]]\"\nn: [[old, x]]\n---\n[[new name]]",
        ),
        (
            &elsewhere,
            "trips/x.md",
            "[x](old%20one.md?a=1) [y](<old one.md>)",
            "[x](../2026/spring/new%20%281%29.md?a=1) [y](<../2026/spring/new (1).md>)",
        ),
        (
            &elsewhere,
            "a.md",
            "[[trips/old one]] [[old one]] [[OLD ONE]]",
            "[[2026/spring/new (1)]] [[new (1)]] [[new (1)]]",
        ),
        (&elsewhere, "a.md", "[x](trips\\/old%20one.md)", "[x](2026/spring/new%20%281%29.md)"),
        (
            &abroad,
            "a.md",
            "[x](日本.md) [x](%E6%97%A5%E6%9C%AC.md)",
            "[x](日本/秋.md) [x](%E6%97%A5%E6%9C%AC/%E7%A7%8B.md)",
        ),
    ] {
        assert_eq!(after(place, text, moves, &places), expected, "{place}: {text}");
    }
    // Two posts of one name: the name alone says neither, the way to it does.
    let two = [moved("trips/a.md", "trips/b.md")];
    let text = "[[a]] [[trips/a]] [x](trips/a.md)";
    assert_eq!(after("x.md", text, &two, &places), "[[a]] [[trips/b]] [x](trips/b.md)");
    assert_eq!(after("trips/x.md", "[[a]]", &two, &places), "[[b]]", "the one beside it is meant");
    let same = [moved("trips/x.md", "x.md")];
    assert_eq!(after("a.md", "[[x]]", &same, &places), "[[x]]", "the name still says it");
    let clash = [moved("trips/x.md", "2026/old.md")];
    assert_eq!(after("a.md", "[[x]]", &clash, &places), "[[2026/old]]", "the name alone would say another");
}

#[test]
fn a_post_that_moves_keeps_its_own_links_and_pictures() {
    let places = ["trips/old.md", "trips/x.md", "a.md"].map(path);
    let text = "---\ntitle: x\npicture: media/p.png\n---\n[x](x.md) [a](../a.md) ![p](media/p.png) <img src=\"media/q.png\"> [self](old.md#top)\n\n![p][r] [gone](none.md) [web](../about/)\n\n[r]: <media/r s.png>\n";
    for (to, expected) in [
        ("trips/new.md", text.replace("(old.md#top)", "(new.md#top)")),
        (
            "old.md",
            "---\ntitle: x\npicture: trips/media/p.png\n---\n[x](trips/x.md) [a](a.md) ![p](trips/media/p.png) <img src=\"trips/media/q.png\"> [self](old.md#top)\n\n![p][r] [gone](none.md) [web](../about/)\n\n[r]: <trips/media/r s.png>\n".to_owned(),
        ),
    ] {
        let there = [moved("trips/old.md", to)];
        let once = after("trips/old.md", text, &there, &places);
        assert_eq!(once, expected, "{to}");
        let back = [moved(to, "trips/old.md")];
        let then = [path(to), path("trips/x.md"), path("a.md")];
        assert_eq!(after(to, &once, &back, &then), text, "and back");
    }
    // Both move: what they say of each other still holds.
    let both = [moved("trips/old.md", "2026/old.md"), moved("trips/x.md", "2026/x.md")];
    assert_eq!(after("trips/old.md", "[x](x.md) [[x]]", &both, &places), "[x](x.md) [[x]]");
}

/// Texts made of links and everything around them: nothing but destinations changes, and moving back gives the text again.
#[test]
fn nothing_but_destinations_changes() {
    const TRIES: usize = 5_000;
    const PIECES: [&str; 26] = [
        "[x](",
        "![p](",
        "old.md",
        "./old.md",
        "sub/old.md",
        "old",
        ")",
        ">",
        "<",
        "`",
        "```\n",
        "\n",
        "\n\n",
        "> ",
        "    ",
        "[[old]]",
        "[[sub/old|w]]",
        "[r]: ",
        "[r]",
        "#part",
        " \"t\"",
        "\\",
        "|",
        "日",
        "<!--",
        "-->",
    ];
    let places = ["old.md", "sub/other.md", "a.md"].map(path);
    let then = ["sub/new (1).md", "sub/other.md", "a.md"].map(path);
    let (there, back) = ([moved("old.md", "sub/new (1).md")], [moved("sub/new (1).md", "old.md")]);
    let mut seed = 0x5eed_0009_u64;
    let mut below = |limit: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % limit as u64) as usize
    };
    let (mut changed, mut other, mut returned) = (0, 0, 0);
    for _ in 0..TRIES {
        let text: String = (0..below(14)).map(|_| PIECES[below(PIECES.len())]).collect();
        let before = references(&text);
        let new = after("a.md", &text, &there, &places);
        if new == text {
            continue;
        }
        changed += 1;
        let found = references(&new);
        let without = |text: &str, found: &[markdown::Reference]| {
            found.iter().rev().fold(text.to_owned(), |mut text, reference| {
                text.replace_range(reference.at.clone(), "");
                text
            })
        };
        let same = before.len() == found.len() && without(&text, &before) == without(&new, &found);
        other += usize::from(!same);
        assert!(same, "{text:?}\n{new:?}");
        let again = after("a.md", &new, &back, &then);
        returned += usize::from(again == text);
        assert_eq!(references(&again).len(), before.len(), "{text:?} {again:?}");
    }
    println!("{other} of {changed} texts changed outside of a destination; {returned} came back to the byte");
    assert!(changed > 500, "{changed}");
}
