//! What nobody touched stays byte for byte: files of all programs, line ends, encodings and accidents are opened, edited,
//! the edit taken back, and saved.

use app::wire::editor::{Change, FieldInput, FieldName, SetField};
use app::wire::library::OnePost;
use tests::desk::Desk;

struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

const HEADS: [&str; 12] = [
    "",
    "---\ntitle: Plain\n---\n",
    "---\nlayout: post\ntitle:  'Bread'   # rye\ncategories: kitchen bread\npublished: false\n---\n",
    "---\ntitle: Trains\ncategories:\n- [Travel, Italy]\n- Food\ndate: 2026-11-05 10:20:30\n---\n",
    "---\ntags:\n  - \"#tea\"\naliases: [Tea, 'Notes']\nup: \"[[Tea|the tea]]\"\n...\n",
    "+++\ntitle = 'Light'\ndraft = true # until Monday\ntags = [\n  'sea',\n]\n\n[params]\na = 1\n+++\n",
    "{\n\t\"title\": \"A \\u00e9\",\n\t\"draft\": true\n}\n",
    "---\ntitle: |\n  Two\n  lines\nkeywords: [null, no, 2024, 2026-11-05]\n---\n",
    "---\ntitle: a: b\nbroken: [\n---\n",
    "---\n\ttab: x\n---\n",
    "---js\n{ title: 'x' }\n---\n",
    "---\n---\n",
];

const LINES: [&str; 8] = [
    "Some words",
    "  indented  ",
    "",
    "日本の秋 \u{1f600}",
    "[[Post]] ![[p.png|200]]",
    "# Heading\t",
    "a\u{a0}b\u{200b}",
    "---",
];

/// A file as some program or accident leaves it, and whether it is plain UTF-8 text.
fn file(dice: &mut Dice) -> (Vec<u8>, bool) {
    match dice.below(8) {
        0 => {
            let bytes: Vec<u8> = (0..dice.below(200)).map(|_| dice.below(256) as u8).collect();
            let text = std::str::from_utf8(&bytes).is_ok_and(|text| !text.contains('\0'));
            (bytes, text)
        }
        1 => {
            let text = format!("{}Some words\nand more", dice.one(&HEADS));
            let units = std::iter::once(0xfeff).chain(text.encode_utf16());
            (units.flat_map(u16::to_le_bytes).collect(), false)
        }
        2 => (format!("{}Some words\0and more\n", dice.one(&HEADS)).into_bytes(), false),
        _ => {
            // One line end for the file, or another one for each line.
            let (eol, mixed) = (dice.one(&["\n", "\r\n", "\r"]), dice.below(4) == 0);
            let mut text = dice.one(&["", "", "\u{feff}"]).to_owned();
            let body: Vec<&str> = (0..dice.below(12)).map(|_| dice.one(&LINES)).collect();
            let whole = format!("{}{}", dice.one(&HEADS), body.join("\n"));
            for piece in whole.split_inclusive('\n') {
                let line = piece.trim_end_matches('\n');
                let eol = if mixed { dice.one(&["\n", "\r\n", "\r"]) } else { eol };
                text.push_str(line);
                text.push_str(if piece.ends_with('\n') { eol } else { "" });
            }
            text.push_str(dice.one(&["", "\n", "\r\n"]));
            (text.into_bytes(), true)
        }
    }
}

fn units(text: &str) -> Vec<u32> {
    let places = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    places.map(|at| text[..at].encode_utf16().count() as u32).collect()
}

#[test]
fn opening_editing_and_taking_it_back_changes_no_byte() {
    const FILES: usize = 250;
    let mut dice = Dice(0x5eed_000b);
    let (mut texts, mut changed, mut edits) = (0, 0, 0);
    let mut desk = Desk::new();
    for number in 0..FILES {
        let (bytes, is_text) = file(&mut dice);
        let name = format!("{number:03}.md");
        desk = desk.outside(&name, &bytes).open(&name);
        let opened = desk.opened(&name);
        assert_eq!(opened.read_only.is_none(), is_text, "{bytes:?}");
        if is_text {
            texts += 1;
            // Nothing, then a word typed and taken back, each saved.
            desk = desk.saves(&name);
            changed += usize::from(desk.bytes(&name) != bytes);
            let places = units(&opened.text);
            let at = places[dice.below(places.len())];
            desk = desk
                .changes(&name, vec![Change { from: at, to: at, insert: "word".to_owned() }])
                .saves(&name);
            assert_ne!(desk.bytes(&name), bytes);
            desk = desk
                .changes(&name, vec![Change { from: at, to: at + 4, insert: String::new() }])
                .saves(&name);
            changed += usize::from(desk.bytes(&name) != bytes);
            // A stretch over any lines taken out, saved, and put back as Undo does.
            let (one, other) = (dice.below(places.len()), dice.below(places.len()));
            let (from, to) = (places[one.min(other)], places[one.max(other)]);
            let gone: String = String::from_utf16_lossy(
                &opened
                    .text
                    .encode_utf16()
                    .skip(from as usize)
                    .take((to - from) as usize)
                    .collect::<Vec<_>>(),
            );
            desk = desk.changes(&name, vec![Change { from, to, insert: String::new() }]).saves(&name);
            desk = desk.changes(&name, vec![Change { from, to: from, insert: gone }]).saves(&name);
            changed += usize::from(desk.bytes(&name) != bytes);
            edits += 2;
        }
        desk.app.close_post(OnePost { path: name.clone() }).unwrap();
        changed += usize::from(desk.bytes(&name) != bytes);
        assert_eq!(changed, 0, "{name} {:?}", String::from_utf8_lossy(&bytes));
    }
    println!("{changed} of {FILES} files changed ({texts} texts, {edits} edits taken back)");
}

#[test]
fn a_field_of_any_program_is_set_in_its_own_lines_and_read_back() {
    let mut desk = Desk::new();
    let (mut others, mut lines) = (0, 0);
    for (number, head) in HEADS.iter().enumerate() {
        let name = format!("{number}.md");
        let text = format!("{head}Some words\n");
        desk = desk.outside(&name, &text).open(&name);
        let set = SetField {
            path: name.clone(),
            version: 0,
            field: FieldName::Title,
            value: FieldInput::Text("New: one".into()),
        };
        let Ok(changes) = desk.app.set_field(set) else {
            assert!(head.contains("a: b") || head.contains("---js") || head.contains("\ttab"), "{head}");
            continue;
        };
        desk = desk.changes(&name, changes).saves(&name);
        let after = desk.file(&name);
        assert_eq!(desk.opened(&name).view.fields.title, "New: one", "{after}");
        for line in
            text.lines().filter(|line| !line.to_lowercase().contains("title") && !line.starts_with("  "))
        {
            lines += 1;
            others += usize::from(!after.lines().any(|other| other == line));
        }
        assert_eq!(others, 0, "{text}\n{after}");
    }
    println!("{others} of {lines} other lines changed");
}
