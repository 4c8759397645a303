//! How long the folder takes: listing 10,000 posts, listing them again, and a save that is on the disk.

use blog::PostPath;
use divan::Bencher;
use library::{FileForm, Library};
use std::fs;
use tempfile::TempDir;

const POSTS: usize = 10_000;

fn main() {
    divan::main();
}

/// A library of posts of about 5 kB each.
fn shelf() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    let paragraph =
        "The harbour lay still under a sky of brushed steel, and nobody was in a hurry. ".repeat(8);
    let body = format!("{paragraph}\n\n").repeat(8);
    for n in 0..POSTS {
        let month = folder.path().join(format!("{:03}", n / 100));
        fs::create_dir_all(&month).expect("a folder");
        let head = format!(
            "---\ntitle: Post number {n}\nstatus: draft\ndate: 2026-11-23\ntags: [harbour, light]\n---\n\n"
        );
        fs::write(month.join(format!("post-{n}.md")), head + &body).expect("a post");
    }
    folder
}

#[divan::bench(sample_count = 10)]
fn scan_10_000_posts(bencher: Bencher) {
    let shelf = shelf();
    bencher
        .with_inputs(|| Library::open(shelf.path()).expect("a library"))
        .bench_values(|library| library.scan().expect("a listing").posts.len());
}

#[divan::bench(sample_count = 20)]
fn scan_10_000_posts_again(bencher: Bencher) {
    let shelf = shelf();
    let library = Library::open(shelf.path()).expect("a library");
    library.scan().expect("a listing");
    bencher.bench_local(|| library.scan().expect("a listing").posts.len());
}

#[divan::bench(args = [10_000, 100_000, 1_000_000], sample_count = 200)]
fn save_with_fsync(bencher: Bencher, size: usize) {
    let folder = TempDir::new().expect("a temporary folder");
    let library = Library::open(folder.path()).expect("a library");
    let path = PostPath::new("post.md").expect("a path");
    let form = FileForm::default();
    let mut hash = library.write_new(&path, "", form).expect("a post");
    let mut n = 0;
    bencher.bench_local(|| {
        n += 1;
        let text = format!("{n:08}{}", "x".repeat(size));
        hash = library.save(&path, &text, form, &hash).expect("a save");
    });
}
