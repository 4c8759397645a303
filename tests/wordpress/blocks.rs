//! The block markup, judged by WordPress's own block library: what the editor would complain about is a failure here.

use blog::front_matter::FrontMatter;
use blog::{PictureMap, RemoteId, RemoteMedia};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tests::servers::{self, Server};

/// One bad separator, one text outside all blocks, one block that nobody knows.
const BAD: &str = "<!-- wp:separator -->\n<hr/>\n<!-- /wp:separator -->\n\n<p>outside</p>\n\n\
                   <!-- wp:unknown/block -->\n<p>x</p>\n<!-- /wp:unknown/block -->\n";

#[test]
fn every_sample_post_is_valid_in_the_oldest_and_the_newest_editor() {
    let samples = sample_posts();
    for server in servers::all() {
        let verdicts = judge(&server, &samples);
        let count = |what: &str| verdicts.iter().map(|verdict| number(verdict, what)).sum::<usize>();
        let invalid: Vec<String> = verdicts.iter().flat_map(complaints).collect();
        println!(
            "WordPress {}: {} posts, {} blocks, {} invalid, {} classic, {} missing",
            server.version,
            verdicts.len(),
            count("blocks"),
            invalid.len(),
            count("classic"),
            count("missing")
        );
        assert!(invalid.is_empty(), "WordPress {}:\n{}", server.version, invalid.join("\n"));
        assert_eq!(
            (count("classic"), count("missing")),
            (0, 0),
            "WordPress {}: {verdicts:#?}",
            server.version
        );
        assert!(count("blocks") > 100, "the samples have more than {} blocks", count("blocks"));
    }
}

#[test]
fn what_was_read_from_a_blog_is_valid_when_it_is_written_again() {
    let file = root().join("crates/wordpress/tests/fixtures/core-blocks.html");
    let imported = wordpress::markup::import(&fs::read_to_string(file).unwrap(), &PictureMap::new());
    let as_markdown: Vec<&str> = imported
        .iter()
        .map(|block| block.markdown.as_str())
        .filter(|markdown| !markdown.starts_with("<!-- wp:"))
        .collect();
    // Without the blog's own bytes: every one of them was edited, so to speak.
    let markup = wordpress::markup::blocks(&as_markdown.join("\n\n"), &PictureMap::new());
    for server in servers::all() {
        let verdicts = judge(&server, &[("read".to_owned(), markup.clone())]);
        let invalid: Vec<String> = verdicts.iter().flat_map(complaints).collect();
        println!(
            "WordPress {}: {} blocks read and written, {} invalid",
            server.version,
            as_markdown.len(),
            invalid.len()
        );
        assert!(invalid.is_empty(), "WordPress {}:\n{}", server.version, invalid.join("\n"));
        assert_eq!((number(&verdicts[0], "classic"), number(&verdicts[0], "missing")), (0, 0));
    }
    assert!(as_markdown.len() > 30);
}

#[test]
fn the_judge_finds_what_is_wrong() {
    for server in servers::all() {
        let verdicts = judge(&server, &[("bad".to_owned(), BAD.to_owned())]);
        let found = verdicts.iter().map(|verdict| {
            (complaints(verdict).len(), number(verdict, "classic"), number(verdict, "missing"))
        });
        assert_eq!(found.collect::<Vec<_>>(), [(1, 1, 1)], "WordPress {}", server.version);
    }
}

/// The name and the block markup of every post in `content`, its pictures as if they were on the blog.
fn sample_posts() -> Vec<(String, String)> {
    let content = root().join("content");
    let names = |folder: &Path| -> Vec<String> {
        let entries =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = entries.collect();
        names.sort();
        names
    };
    let pictures: PictureMap = names(&content.join("media"))
        .into_iter()
        .zip(1..)
        .map(|(name, id)| {
            let url = format!("https://blog.example.test/wp-content/uploads/{name}");
            (format!("media/{name}"), RemoteMedia { id: RemoteId(id), url })
        })
        .collect();
    let posts: Vec<(String, String)> = names(&content)
        .into_iter()
        .filter(|name| name.ends_with(".md"))
        .map(|name| {
            let text = fs::read_to_string(content.join(&name)).unwrap();
            let markup = wordpress::markup::blocks(&text[FrontMatter::of(&text).body], &pictures);
            (name, markup)
        })
        .collect();
    assert!(posts.len() >= 7, "only {} sample posts were found", posts.len());
    posts
}

fn judge(server: &Server, posts: &[(String, String)]) -> Vec<Value> {
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<PathBuf> = posts
        .iter()
        .map(|(name, markup)| {
            let file = folder.path().join(name).with_extension("html");
            fs::write(&file, markup).unwrap();
            file
        })
        .collect();
    let judge = root().join("tests/wordpress/validate-blocks.mjs");
    let output = Command::new("node").arg(judge).arg(&server.tree).args(&files).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).unwrap();
    let verdicts: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(verdicts.len(), posts.len());
    verdicts
}

fn complaints(verdict: &Value) -> Vec<String> {
    let invalid = verdict["invalid"].as_array().into_iter().flatten();
    invalid.map(|block| format!("{}: {} {}", verdict["file"], block["name"], block["why"])).collect()
}

fn number(verdict: &Value, what: &str) -> usize {
    usize::try_from(verdict[what].as_u64().unwrap()).unwrap()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}
