//! The first start, and every later one.

use app::wire::Nothing;
use app::wire::library::OnePost;
use app::wire::settings::{SettingsView, Theme};
use tests::desk::Desk;

#[test]
fn a_restart_finds_everything_as_it_was() {
    let desk = Desk::new().outside("a.md", "A").outside("b.md", "B").open("b.md").open("a.md");
    let settings = SettingsView { theme: Theme::Dark, list_width: 333, ..SettingsView::default() };
    desk.app.set_settings(settings.clone()).unwrap();
    let start = desk.restart().app.start(Nothing {}).unwrap();
    assert_eq!(start.settings, settings);
    assert_eq!(start.open_first.as_deref(), Some("a.md"));
    assert_eq!(start.library.unwrap().counts.all, 2);
    assert!(!start.is_sample);
    assert_eq!(start.notice, None);
}

#[test]
fn a_library_that_is_gone_is_said_and_the_sample_opens() {
    let desk = Desk::new().outside("a.md", "A").open("a.md");
    let library = desk.library();
    let moved = desk.home().join("elsewhere");
    std::fs::rename(&library, &moved).unwrap();
    let start = desk.app.start(Nothing {}).unwrap();
    let notice = start.notice.unwrap();
    assert!(notice.contains("is not there") && notice.contains("sample library"), "{notice}");
    assert!(start.is_sample);
    assert_eq!(start.open_first.as_deref(), Some("welcome.md"));
    assert_eq!(std::fs::read_to_string(moved.join("a.md")).unwrap(), "A", "nothing was touched");
}

#[test]
fn no_keyring_is_said_at_once() {
    let start = Desk::without_keyring().app.start(Nothing {}).unwrap();
    assert!(start.notice.unwrap().contains("no keyring"));
}

#[test]
fn every_sample_opens_and_broken_front_matter_can_be_repaired() {
    let content = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../content");
    let mut desk = Desk::new();
    let mut samples = Vec::new();
    for entry in std::fs::read_dir(content).unwrap().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".md") {
            desk = desk.outside(&name, std::fs::read(entry.path()).unwrap());
            samples.push(name);
        }
    }
    assert_eq!(desk.rows().len(), samples.len());
    for name in &samples {
        let opened = desk.opened(name);
        assert!(!opened.blocks.is_empty(), "{name}");
        assert_eq!(
            opened.view.fields.broken.is_some(),
            name == "broken-front-matter.md",
            "{name}: {:?}",
            opened.view.fields.broken
        );
        desk.app.close_post(OnePost { path: name.clone() }).unwrap();
    }
}
