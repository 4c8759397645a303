//! How long the preview takes: a post opened, one paragraph changed, a word changed in many places.

use divan::Bencher;
use divan::counter::BytesCount;
use markdown::Preview;

fn main() {
    divan::main();
}

const SIZES: [usize; 3] = [10_000, 100_000, 1_000_000];

/// Text as blogs have it: headings, paragraphs with links and emphasis, lists, quotes, code, tables, pictures, footnotes.
fn post(bytes: usize) -> String {
    let mut text = String::new();
    let mut n = 0;
    while text.len() < bytes {
        n += 1;
        text.push_str(&format!("## Morning walk number {n}\n\n"));
        for _ in 0..4 {
            text.push_str(&format!(
                "The café by the river opens at seven, and *nobody* but the **baker** is up. I wrote about it [before](https://example.org/{n}), \
                 and a reader asked what `kettle --slow` does, so here is the long answer, as plainly as I can give it.\nIt takes a while – so what?\n\n"
            ));
        }
        text.push_str("- Bread, still warm\n- A newspaper from *yesterday*\n  - the part with the crossword\n- Two apples\n\n");
        match n % 4 {
            0 => text.push_str("| Hour | Who | What |\n|:-----|:---:|-----:|\n| 7 | baker | bread |\n| 8 | postwoman | letters |\n\n"),
            1 => text.push_str("```rust\nfn main() {\n    println!(\"good morning\");\n}\n```\n\n"),
            2 => text.push_str(&format!("> Whoever rises early\n> sees the fog.[^n{n}]\n\n[^n{n}]: An old saying.\n\n")),
            _ => text.push_str(&format!("![The river at seven](media/river-{n}.jpg \"Fog over the water\")\n\n")),
        }
    }
    text
}

fn place(src: &str) -> Option<String> {
    Some(format!("copydesk-media://localhost/{src}"))
}

#[divan::bench(args = SIZES)]
fn parse(bencher: Bencher, bytes: usize) {
    let text = post(bytes);
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| markdown::parse(divan::black_box(&text)).blocks.len());
}

#[divan::bench(args = SIZES)]
fn opened(bencher: Bencher, bytes: usize) {
    let text = post(bytes);
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| Preview::new().update(divan::black_box(&text), &place));
}

#[divan::bench(args = SIZES)]
fn one_paragraph_changed(bencher: Bencher, bytes: usize) {
    let text = post(bytes);
    let middle = text.len() / 2 + text[text.len() / 2..].find("The café").unwrap_or(0);
    let changed = format!("{}x{}", &text[..middle], &text[middle..]);
    let mut preview = Preview::new();
    preview.update(&text, &place);
    let mut turn = false;
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        turn = !turn;
        let splice = preview.update(if turn { &changed } else { &text }, &place);
        assert_eq!(splice.inserted.len(), 1);
    });
}

#[divan::bench(args = SIZES)]
fn a_word_changed_in_five_places(bencher: Bencher, bytes: usize) {
    let text = post(bytes);
    let spots: Vec<usize> = text.match_indices("The café").map(|(at, _)| at).collect();
    let mut changed = text.clone();
    for at in spots.iter().step_by(spots.len() / 5).rev() {
        changed.insert(*at, 'x');
    }
    let mut preview = Preview::new();
    preview.update(&text, &place);
    let mut turn = false;
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        turn = !turn;
        preview.update(if turn { &changed } else { &text }, &place)
    });
}

#[divan::bench(args = SIZES)]
fn words(bencher: Bencher, bytes: usize) {
    let text = post(bytes);
    bencher.counter(BytesCount::of_str(&text)).bench(|| markdown::words(divan::black_box(&text)));
}
