//! Older states of a post, through the whole core: when one is kept, how it stands beside the present text, and that it
//! comes back byte for byte.

use app::wire::editor::OutsideNews;
use app::wire::events::AppEvent;
use app::wire::library::OnePost;
use app::wire::moving::MovePost;
use app::wire::versions::{OneVersion, VersionView, WhyKept};
use std::fs;
use std::time::{Duration, SystemTime};
use tests::desk::Desk;

fn list(desk: &Desk, path: &str) -> Vec<VersionView> {
    desk.app.list_versions(OnePost { path: path.to_owned() }).unwrap().versions
}

fn one(path: &str, version: &VersionView) -> OneVersion {
    OneVersion { path: path.to_owned(), id: version.id.clone() }
}

#[test]
fn the_text_before_a_session_and_before_a_loss_is_kept() {
    let long = "A paragraph that stood here for a long time.\n\n".repeat(30);
    let desk = Desk::new().outside("a.md", &long).open("a.md").types("a.md", "More.").saves("a.md");
    assert_eq!(desk.versions("a.md"), std::slice::from_ref(&long), "the first save keeps what it replaces");
    let desk = desk.types("a.md", " And more.").saves("a.md");
    assert_eq!(desk.versions("a.md").len(), 1, "the next one soon after does not");
    let full = desk.file("a.md");
    let all = full.encode_utf16().count() as u32;
    let gone = app::wire::editor::Change { from: 10, to: all, insert: String::new() };
    let desk = desk.changes("a.md", vec![gone]).saves("a.md");
    assert_eq!(desk.versions("a.md"), [full, long.clone()], "what is taken out is kept");
    // A quarter of an hour later, in another session.
    let desk = desk
        .restart_at(SystemTime::now() + Duration::from_secs(900))
        .open("a.md")
        .types("a.md", "x")
        .saves("a.md");
    let kept = desk.versions("a.md");
    assert_eq!((kept.len(), kept[0].as_str()), (3, &long[..10]));
    let whys: Vec<WhyKept> = list(&desk, "a.md").iter().map(|version| version.why).collect();
    assert_eq!(whys, [WhyKept::Saved; 3]);
}

#[test]
fn a_version_comes_back_byte_for_byte_and_the_present_text_stays() {
    let now = "---\ntitle: Now\n---\n\nOne.\n\nTwo changed.\n";
    for then in [
        "\u{feff}---\r\ntitle: Then\r\n---\r\n\r\nOne.\r\n\r\nTwo.",
        "One.\r\nTwo.\n",
        "",
        "---\ntitle: Now\n---\n\r\nOne.\n",
    ] {
        for open in [false, true] {
            let mut desk = Desk::new().outside("a.md", then).open("a.md").types("a.md", "!").saves("a.md");
            desk.app.close_post(OnePost { path: "a.md".into() }).unwrap();
            desk = desk.outside("a.md", now);
            if open {
                desk = desk.open("a.md").types("a.md", "Typed.");
            }
            if then.is_empty() {
                // An empty text is nothing to get back.
                continue;
            }
            let versions = list(&desk, "a.md");
            let oldest = versions.last().unwrap();
            desk.app.restore_version(one("a.md", oldest)).unwrap();
            assert_eq!(desk.bytes("a.md"), then.as_bytes(), "{then:?}");
            let before = if open { format!("{now}Typed.") } else { now.to_owned() };
            assert!(desk.versions("a.md").contains(&before), "{then:?}: the text before is a version now");
            assert!(list(&desk, "a.md")[0].present);
            if open {
                let news = desk.looks_outside("a.md");
                assert!(
                    matches!(news, OutsideNews::Changed { .. }),
                    "the editor takes it as one change: {news:?}"
                );
                let desk = desk.saves("a.md");
                assert_eq!(
                    desk.bytes("a.md"),
                    then.as_bytes(),
                    "and what the editor took in is not written otherwise"
                );
                let desk = desk.types("a.md", "\nx").saves("a.md");
                assert!(desk.bytes("a.md").starts_with(then.as_bytes()), "nor what is typed on");
            }
        }
    }
}

#[test]
fn a_version_stands_beside_the_present_text() {
    let old = "---\ntitle: A\n---\n\nOne.\n\nTwo two.\n\nThree.\n";
    let desk =
        Desk::new().outside("a.md", old).open("a.md").types("a.md", "\nFour four four.\n").saves("a.md");
    let versions = list(&desk, "a.md");
    let compared = desk.app.compare_version(one("a.md", &versions[0])).unwrap();
    assert_eq!((compared.text.as_str(), compared.added, compared.removed), (old, 3, 0));
    assert_eq!((versions[0].words, versions[0].gained, versions[0].present), (4, 4, false));
    let last = compared.changes.last().unwrap();
    assert_eq!(last.text, "Four four four.");
    let none = OneVersion { path: "a.md".into(), id: "../../../etc/passwd".into() };
    assert!(desk.app.compare_version(none.clone()).is_err() && desk.app.restore_version(none).is_err());
}

#[test]
fn versions_follow_a_renamed_post() {
    let desk = Desk::new().outside("a.md", "one").open("a.md").types("a.md", " two").saves("a.md");
    desk.app.move_post(MovePost { path: "a.md".to_owned(), to: "b".to_owned(), relink: false }).unwrap();
    assert_eq!(desk.versions("b.md"), ["one"]);
    assert!(desk.outside("a.md", "another").versions("a.md").is_empty());
}

#[test]
fn a_store_that_cannot_be_written_never_stops_a_save_and_is_said_once() {
    let mut desk =
        Desk::new().outside("a.md", "one two three four").outside(".copydesk/versions", "no folder");
    desk = desk.open("a.md");
    for n in 0..5 {
        desk = desk.types("a.md", &format!(" {n}")).saves("a.md");
        desk.app.close_post(OnePost { path: "a.md".into() }).unwrap();
        desk = desk.open("a.md");
    }
    assert_eq!(desk.file("a.md"), "one two three four 0 1 2 3 4");
    let said =
        |desk: &Desk| desk.heard().iter().filter(|event| matches!(event, AppEvent::Notice { .. })).count();
    assert_eq!(said(&desk), 1);
    // A choice that would lose a text is not made without a version.
    fs::remove_file(desk.library().join(".copydesk/versions")).unwrap();
    desk = desk.types("a.md", " 5").saves("a.md");
    let versions = list(&desk, "a.md");
    assert_eq!(versions.len(), 1);
    fs::rename(desk.library().join(".copydesk/versions/a.md"), desk.library().join("aside")).unwrap();
    let list_of_none = list(&desk, "a.md");
    assert!(list_of_none.is_empty());
}
