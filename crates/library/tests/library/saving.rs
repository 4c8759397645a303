//! Saving keeps everything about a file but its text, and overwrites nothing that was not read.

use crate::desk::{Desk, Dice, path};
use blog::ContentHash;
use library::{FileForm, ReadError, SaveError};
use std::collections::HashSet;
use std::fs;

/// Files as they come from other systems and other tools.
const ODD_FILES: [&[u8]; 20] = [
    b"",
    b"a",
    b"\n",
    b"no final newline",
    b"one\r\ntwo\r\n",
    b"one\rtwo\r",
    b"one\r\ntwo\nthree\rfour\n\r",
    b"\xef\xbb\xbf",
    b"\xef\xbb\xbf---\r\ntitle: x\r\n---\r\nText",
    b"a\xef\xbb\xbfb",
    b"trailing  \n\t\n\n\n",
    b"\x0c\x0b\x1b[0m\x7f",
    "caf\u{e9} e\u{301} \u{1f600} \u{2028} \u{85} \u{feff}".as_bytes(),
    b"---\ntitle: \"Hugo\" # c\ndate: 2024-01-05T10:00:00+01:00\ndraft: true\ntags: [\"a\", 'b']\n---\n\nText\n",
    b"---\nlayout: post\ntitle:  Jekyll\ndate:   2024-01-05 10:00:00 +0100\ncategories: a b\n---\n",
    b"---\ntitle: Hexo\ntags:\n- a\n- b\n---\n{% asset_img x.png %}\n",
    b"---\naliases: [x]\ntags:\n  - obsidian/nested\ncssclass:\n---\n[[link]] #tag\n",
    b"+++\ntitle = 'x'\n+++\nText\n",
    b"{\"title\": \"x\"}\nText\n",
    b"---\ntitle: a: b\n\ttab: [\n---\nbroken\n",
];

#[test]
fn opening_and_saving_changes_no_byte() {
    let desk = Desk::new();
    for (n, bytes) in ODD_FILES.into_iter().enumerate() {
        let name = format!("odd-{n}.md");
        desk.put(&name, bytes);
        let file = desk.read(&name);
        assert_eq!(file.read_only, None, "{bytes:?}");
        let hash = desk.library.save(&file.path, &file.text, file.form, &file.hash).unwrap();
        assert_eq!((desk.bytes(&name).as_slice(), hash), (bytes, file.hash.clone()), "{bytes:?}");
        // There and back again.
        let other =
            desk.library.save(&file.path, &format!("{}more", file.text), file.form, &file.hash).unwrap();
        assert_eq!(desk.bytes(&name), [bytes, b"more"].concat());
        desk.library.save(&file.path, &file.text, file.form, &other).unwrap();
        assert_eq!(desk.bytes(&name), bytes, "{bytes:?}");
    }
    println!("0 of {} odd files changed", ODD_FILES.len());
}

#[test]
fn what_is_not_text_opens_read_only_and_is_not_overwritten() {
    let desk = Desk::new();
    for (name, bytes) in [
        ("latin.md", &b"caf\xe9\n"[..]),
        ("utf16.md", b"\xff\xfea\0\n\0"),
        ("nul.md", b"a\0b"),
        ("cut.md", b"caf\xc3"),
        ("surrogate.md", b"\xed\xa0\x80"),
    ] {
        desk.put(name, bytes);
        let file = desk.read(name);
        assert!(file.read_only.as_deref().is_some_and(|why| why.contains("editable copy")), "{name}");
        let refused = desk.library.save(&file.path, "new", file.form, &file.hash).unwrap_err();
        assert!(matches!(refused, SaveError::NotText { .. }), "{name}: {refused:?}");
        assert_eq!(desk.bytes(name), bytes);
    }
    let large = fs::File::create(desk.place("large.md")).unwrap();
    large.set_len(50_000_000).unwrap();
    let refused = desk.library.read(&path("large.md")).unwrap_err();
    assert!(
        matches!(refused, ReadError::TooLarge { .. }) && refused.to_string().contains("50 MB"),
        "{refused}"
    );
    desk.put("small.md", "a");
    let small = desk.read("small.md");
    let huge = "x".repeat(17 << 20);
    assert!(matches!(
        desk.library.save(&small.path, &huge, small.form, &small.hash),
        Err(SaveError::TooLarge)
    ));
    assert!(matches!(desk.library.read(&path("none.md")), Err(ReadError::NotThere { .. })));
    fs::create_dir(desk.place("folder.md")).unwrap();
    assert!(matches!(desk.library.read(&path("folder.md")), Err(ReadError::NotAFile { .. })));
}

#[test]
fn a_change_from_outside_is_never_overwritten() {
    let desk = Desk::new();
    desk.put("a.md", "one");
    let read = desk.read("a.md");
    desk.put("a.md", "outside");
    match desk.library.save(&read.path, "mine", read.form, &read.hash) {
        Err(SaveError::ChangedOutside { now }) => {
            assert_eq!((now.text.as_str(), &now.path), ("outside", &read.path))
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(desk.bytes("a.md"), b"outside");

    // The same text from outside is no conflict.
    let hash = desk.library.save(&read.path, "outside", read.form, &read.hash).unwrap();
    assert_eq!(hash, ContentHash::of(b"outside"));

    fs::remove_file(desk.place("a.md")).unwrap();
    let gone = desk.library.save(&read.path, "mine", read.form, &hash).unwrap_err();
    assert!(matches!(gone, SaveError::Vanished { .. }));
    assert!(!desk.place("a.md").exists());
    desk.library.write_new(&read.path, "mine", read.form).unwrap();
    assert_eq!(desk.bytes("a.md"), b"mine");
    let taken = desk.library.write_new(&read.path, "other", read.form).unwrap_err();
    assert!(matches!(taken, SaveError::ChangedOutside { now } if now.text == "mine"));
    desk.library.write_new(&path("new/deep/b.md"), "b", FileForm { bom: true }).unwrap();
    assert_eq!(desk.bytes("new/deep/b.md"), b"\xef\xbb\xbfb");
    assert_eq!(desk.files(), ["a.md", "new/deep/b.md"], "nothing is left lying about");
}

/// Random steps of us and of another program, one after the other, against a model of who has seen what.
#[test]
fn no_interleaving_overwrites_what_was_not_read() {
    const SAVES: usize = 10_000;
    let desk = Desk::new();
    let (post, form) = (path("a.md"), FileForm::default());
    let mut dice = Dice(0x5eed_0001);
    let (mut outside, mut saves, mut conflicts, mut lost) = (0, 0, 0, 0);
    let mut seen = HashSet::new();
    let mut read: Option<ContentHash> = None;
    desk.put("a.md", "start");
    while saves + conflicts < SAVES {
        match dice.below(6) {
            0 => {
                outside += 1;
                desk.put("a.md", format!("outside {outside}"));
            }
            1 if dice.below(8) == 0 => drop(fs::remove_file(desk.place("a.md"))),
            1 | 2 => {
                if let Ok(file) = desk.library.read(&post) {
                    seen.insert(file.hash.clone());
                    read = Some(file.hash);
                }
            }
            _ => {
                let before = fs::read(desk.place("a.md")).ok().map(|bytes| ContentHash::of(&bytes));
                let text = format!("mine {}", dice.below(1 << 40));
                let Some(expected) = read.clone() else { continue };
                match desk.library.save(&post, &text, form, &expected) {
                    Ok(hash) => {
                        saves += 1;
                        lost += usize::from(before.is_none_or(|before| !seen.contains(&before)));
                        seen.insert(hash.clone());
                        read = Some(hash);
                    }
                    Err(SaveError::ChangedOutside { now }) => {
                        conflicts += 1;
                        lost += usize::from(before != Some(now.hash));
                    }
                    Err(SaveError::Vanished { .. }) => {
                        conflicts += 1;
                        lost += usize::from(before.is_some());
                        desk.put("a.md", "again");
                    }
                    Err(other) => panic!("{other:?}"),
                }
            }
        }
    }
    println!("{lost} silent overwrites in {SAVES} saves ({conflicts} conflicts, {outside} outside writes)");
    assert_eq!(lost, 0);
}

#[cfg(unix)]
mod unix {
    use super::*;
    use crate::desk::is_root;
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};

    #[test]
    fn links_are_followed_and_stay() {
        let desk = Desk::new();
        desk.put("real/text.txt", "old");
        symlink("real/text.txt", desk.place("second.md")).unwrap();
        symlink(desk.place("second.md"), desk.place("first.md")).unwrap();
        fs::create_dir(desk.place("sub")).unwrap();
        symlink("../first.md", desk.place("sub/third.md")).unwrap();
        desk.rewrite("sub/third.md", "new").unwrap();
        assert_eq!(desk.bytes("real/text.txt"), b"new");
        for link in ["first.md", "second.md", "sub/third.md"] {
            assert!(fs::symlink_metadata(desk.place(link)).unwrap().is_symlink(), "{link}");
        }
        assert_eq!(desk.files(), ["first.md", "real/text.txt", "second.md", "sub/third.md"]);

        symlink("nowhere", desk.place("dangling.md")).unwrap();
        let expected = ContentHash::of(b"");
        let refused = desk.library.save(&path("dangling.md"), "x", FileForm::default(), &expected);
        assert!(matches!(refused, Err(SaveError::Vanished { .. })));
        symlink("loop.md", desk.place("loop.md")).unwrap();
        let refused = desk.library.save(&path("loop.md"), "x", FileForm::default(), &expected).unwrap_err();
        assert!(refused.to_string().contains("still open here"), "{refused}");
    }

    #[test]
    fn hard_links_stay_one_file() {
        let desk = Desk::new();
        desk.put("a.md", "old text that is longer");
        fs::hard_link(desk.place("a.md"), desk.place("b.md")).unwrap();
        for text in ["new", "new and longer than the old text ever was", ""] {
            desk.rewrite("a.md", text).unwrap();
            assert_eq!(desk.bytes("b.md"), text.as_bytes());
        }
        let inode = |name: &str| fs::metadata(desk.place(name)).unwrap().ino();
        assert_eq!(inode("a.md"), inode("b.md"));
        assert_eq!(desk.files(), ["a.md", "b.md"], "the rescued copy goes when all went well");
    }

    #[test]
    fn mode_owner_and_attributes_stay() {
        let desk = Desk::new();
        for mode in [0o600, 0o640, 0o644, 0o664, 0o755] {
            desk.put("a.md", "old");
            fs::set_permissions(desk.place("a.md"), fs::Permissions::from_mode(mode)).unwrap();
            desk.rewrite("a.md", "new").unwrap();
            let now = fs::metadata(desk.place("a.md")).unwrap().permissions().mode() & 0o7777;
            assert_eq!(now, mode, "{now:o}");
            desk.rewrite("a.md", "old").unwrap();
        }
        xattr::set(desk.place("a.md"), "user.copydesk.test", b"kept").unwrap();
        desk.rewrite("a.md", "with attribute").unwrap();
        assert_eq!(
            xattr::get(desk.place("a.md"), "user.copydesk.test").unwrap().as_deref(),
            Some(&b"kept"[..])
        );
        if is_root() {
            chown(desk.place("a.md"), Some(1234), Some(2345)).unwrap();
            desk.rewrite("a.md", "still theirs").unwrap();
            let file = fs::metadata(desk.place("a.md")).unwrap();
            assert_eq!((file.uid(), file.gid()), (1234, 2345));
        }
        assert_eq!(desk.files(), ["a.md"]);
    }

    #[test]
    fn the_longest_names_can_be_saved() {
        let desk = Desk::new();
        for name in [format!("{}.md", "x".repeat(252)), format!("{}x.md", "\u{e9}".repeat(125))] {
            desk.put(&name, "old");
            desk.rewrite(&name, "new").unwrap();
            assert_eq!(desk.bytes(&name), b"new");
        }
    }
}
