//! The library out of the door and in again: nothing lost on the way, nothing written over, nothing made public.

use app::desk::Rendering;
use app::wire::accounts::MarkupView;
use app::wire::carrying::{ExportForm, ExportPosts, Exported, ImportFrom, ImportOutcome, ImportView};
use app::wire::error::WireError;
use app::wire::library::OnePost;
use blog::{Fields, Markup, Typesetter};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tests::desk::Desk;
use wordpress::markup::Setter;

fn samples() -> Desk {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("../content");
    let mut desk = Desk::new();
    for (folder, prefix) in [(content.clone(), ""), (content.join("media"), "media/")] {
        for entry in fs::read_dir(folder).unwrap().flatten().filter(|entry| entry.path().is_file()) {
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            desk = desk.outside(&name, fs::read(entry.path()).unwrap());
        }
    }
    desk
}

fn export(desk: &Desk, form: ExportForm, to: &Path, replace: bool) -> Result<Exported, WireError> {
    let to = to.display().to_string();
    desk.app.export_posts(ExportPosts { form, to, posts: Vec::new(), replace, records: false })
}

fn from(path: &Path) -> ImportFrom {
    ImportFrom { from: path.display().to_string() }
}

/// All files below a folder.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
                found.insert(name, fs::read(path).unwrap());
            }
        }
    }
    found
}

#[test]
fn the_samples_go_out_to_wordpress_and_come_back_the_same() {
    let there = samples();
    let export_file = there.home().join("all.xml");
    let exported = export(&there, ExportForm::Wxr, &export_file, false).unwrap();
    assert!(exported.notes.iter().any(|note| note.contains("on this computer")), "{:?}", exported.notes);
    let here = Desk::new();
    let plan = here.app.plan_import(from(&export_file)).unwrap();
    assert_eq!((plan.new, plan.here, plan.skipped), (exported.count, 0, 0), "{plan:?}");
    assert!(files(&here.library()).is_empty(), "looking writes nothing");
    let came = here.app.import_posts(from(&export_file)).unwrap();
    assert_eq!(rows(&came), rows(&plan), "what was shown is what happened");
    let mut differing = Vec::new();
    let posts = files(&there.library()).into_keys().filter(|name| name.ends_with(".md"));
    let posts: Vec<(String, String)> = posts
        .map(|path| {
            let slug = Fields::read(&there.file(&path))
                .slug
                .unwrap_or_else(|| path.trim_end_matches(".md").to_owned());
            (path, format!("{}.md", blog::slug::slug(&slug)))
        })
        .collect();
    assert_eq!(posts.len(), came.new as usize);
    for (old, path) in &posts {
        let (before, after) = (there.file(old), here.file(path));
        let [was, is] = [&before, &after].map(|text| Fields::read(text));
        let same_fields = was.title.clone().unwrap_or_default() == is.title.clone().unwrap_or_default()
            && was.tags.unwrap_or_default() == is.tags.unwrap_or_default()
            && was.categories.unwrap_or_default() == is.categories.unwrap_or_default()
            && was.excerpt.map(|text| text.trim().to_owned())
                == is.excerpt.map(|text| text.trim().to_owned())
            && was.status.unwrap_or_default() == is.status.unwrap_or_default()
            && was.picture == is.picture;
        // What readers see of each block: the spelling of its HTML may be another one.
        let blocks = |desk: &Desk, path: &str| -> Vec<String> {
            let post = OnePost { path: path.to_owned() };
            let content = desk.app.render(&post, Rendering::Markup(MarkupView::Blocks)).unwrap();
            Setter(Markup::Blocks).split(&content).into_iter().map(|block| block.seen).collect()
        };
        if !same_fields || blocks(&there, old) != blocks(&here, path) {
            differing.push(old.clone());
        }
    }
    println!("{} of {} posts differ after the way out and in", differing.len(), came.new);
    assert_eq!(differing, Vec::<String>::new());
    let again = here.app.import_posts(from(&export_file)).unwrap();
    assert_eq!((again.new, again.here), (0, came.new), "{again:?}");
}

fn rows(view: &ImportView) -> Vec<(String, Option<String>)> {
    view.rows.iter().map(|row| (row.title.clone(), row.path.clone())).collect()
}

const FROM_WORDPRESS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>Harbour notes</title><wp:wxr_version>1.2</wp:wxr_version>
<wp:base_blog_url>https://example.org/notes</wp:base_blog_url>
<wp:author><wp:author_login>ann</wp:author_login></wp:author><wp:author><wp:author_login>me</wp:author_login></wp:author>
<wp:category><wp:category_nicename>travel</wp:category_nicename><wp:category_parent></wp:category_parent><wp:cat_name>Travel</wp:cat_name></wp:category>
<wp:category><wp:category_nicename>italy</wp:category_nicename><wp:category_parent>travel</wp:category_parent><wp:cat_name>Italy</wp:cat_name></wp:category>
<item><title>Boats</title><guid>https://example.org/notes/?p=12</guid><dc:creator>ann</dc:creator>
<content:encoded><![CDATA[<!-- wp:paragraph --><p>One <strong>boat</strong>.</p><!-- /wp:paragraph --><!-- wp:plugin/map {"at":1} /-->]]></content:encoded>
<excerpt:encoded>About boats</excerpt:encoded><wp:post_id>12</wp:post_id><wp:post_date>2026-11-23 10:00:00</wp:post_date><wp:post_date_gmt>2026-11-23 09:00:00</wp:post_date_gmt>
<wp:comment_status>open</wp:comment_status><wp:ping_status>open</wp:ping_status><wp:post_name>boats</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
<category domain="category" nicename="italy">Italy</category><category domain="post_tag" nicename="sea">Sea</category>
<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>20</wp:meta_value></wp:postmeta>
<wp:postmeta><wp:meta_key>mood</wp:meta_key><wp:meta_value>calm</wp:meta_value></wp:postmeta><wp:comment><wp:comment_id>1</wp:comment_id></wp:comment></item>
<item><title>Not yet</title><guid>https://example.org/notes/?p=13</guid><content:encoded>Plain

two paragraphs</content:encoded><wp:post_id>13</wp:post_id><wp:post_date>2026-11-24 10:00:00</wp:post_date><wp:post_date_gmt>0000-00-00 00:00:00</wp:post_date_gmt>
<wp:post_name></wp:post_name><wp:status>draft</wp:status><wp:post_type>post</wp:post_type></item>
<item><title>Gone</title><guid>https://example.org/notes/?p=14</guid><wp:post_id>14</wp:post_id><wp:status>trash</wp:status><wp:post_type>post</wp:post_type></item>
<item><title>stage</title><wp:post_id>20</wp:post_id><wp:post_type>attachment</wp:post_type><wp:attachment_url>https://example.org/stage.jpg</wp:attachment_url></item>
<item><title>menu</title><wp:post_id>21</wp:post_id><wp:post_type>nav_menu_item</wp:post_type></item>
<item><title>About</title><guid>https://example.org/notes/?page_id=30</guid><wp:post_id>30</wp:post_id><wp:post_name>about</wp:post_name><wp:status>private</wp:status><wp:post_type>page</wp:post_type></item>
<item><title>Team</title><guid>https://example.org/notes/?page_id=31</guid><wp:post_id>31</wp:post_id><wp:post_parent>30</wp:post_parent><wp:menu_order>2</wp:menu_order><wp:post_name>team</wp:post_name><wp:status>publish</wp:status><wp:post_type>page</wp:post_type></item>
</channel></rss>"#;

#[test]
fn an_export_of_a_blog_becomes_files_with_everything_it_says() {
    let desk = Desk::new().outside("boats.md", "My own boats.\n");
    let file = desk.home().join("notes.xml");
    fs::write(&file, FROM_WORDPRESS).unwrap();
    let came = desk.app.import_posts(from(&file)).unwrap();
    assert_eq!((came.new, came.here, came.skipped), (4, 0, 1), "{came:?}");
    for note in ["1 picture or other file stays", "1 comment stays", "1 nav_menu_item"] {
        assert!(came.notes.iter().any(|said| said.contains(note)), "{note}: {:?}", came.notes);
    }
    assert_eq!(desk.file("boats.md"), "My own boats.\n", "nothing is written over");
    for (path, text) in [
        (
            "boats-2.md",
            "---\ntitle: Boats\nslug: boats\nstatus: published\ndate: 2026-11-23T10:00:00+01:00\nexcerpt: About boats\npicture: https://example.org/stage.jpg\nauthor: ann\ncategories: [Travel > Italy]\ntags: [Sea]\ncustom_fields: {mood: calm}\nwordpress:\n  example.org/notes: 12\n---\n\nOne **boat**.\n\n<!-- wp:plugin/map {\"at\":1} /-->\n",
        ),
        (
            "not-yet.md",
            "---\ntitle: Not yet\nstatus: draft\ncomments: false\npings: false\nwordpress:\n  example.org/notes: 13\n---\n\nPlain\n\ntwo paragraphs\n",
        ),
        (
            "about.md",
            "---\ntitle: About\nslug: about\nstatus: private\ntype: page\nwordpress:\n  example.org/notes: 30\n---\n",
        ),
        (
            "team.md",
            "---\ntitle: Team\nslug: team\nstatus: published\nparent: about\norder: 2\ntype: page\nwordpress:\n  example.org/notes: 31\n---\n",
        ),
    ] {
        assert_eq!(desk.file(path), text, "{path}");
    }
    // Renamed and rewritten, they are still known by their numbers.
    fs::rename(desk.library().join("team.md"), desk.library().join("people.md")).unwrap();
    let again = desk.app.import_posts(from(&file)).unwrap();
    assert_eq!((again.new, again.here, again.skipped), (0, 4, 1), "{again:?}");
    assert_eq!(desk.app.list_outbox(app::wire::Nothing {}).unwrap().len(), 0, "nothing waits to be sent");
}

#[test]
fn what_is_no_export_is_refused_and_a_broken_one_gives_what_is_whole() {
    let desk = Desk::new();
    let cut = FROM_WORDPRESS.find("<title>Not yet").unwrap();
    for (name, text, new, said) in [
        ("a.xml", "<html></html>", None, "no export of WordPress"),
        ("b.xml", "<!DOCTYPE x [<!ENTITY a \"b\">]><rss>&a;</rss>", None, "document type"),
        ("c.pdf", "x", None, "no export of WordPress"),
        ("d.xml", &FROM_WORDPRESS[..cut], Some(1), "cannot be read to its end"),
    ] {
        let file = desk.home().join(name);
        fs::write(&file, text).unwrap();
        match (desk.app.plan_import(from(&file)), new) {
            (Err(error), None) => assert!(error.message.contains("cannot be imported"), "{name}: {error}"),
            (Ok(plan), Some(new)) => {
                assert_eq!(plan.new, new, "{name}");
                assert!(plan.notes[0].contains(said), "{name}: {:?}", plan.notes);
            }
            (other, _) => panic!("{name}: {other:?}"),
        }
    }
    assert!(desk.app.plan_import(from(&desk.home().join("gone"))).is_err());
    assert!(desk.app.plan_import(from(&desk.library())).is_err(), "the library itself");
}

#[test]
fn a_folder_comes_with_its_pictures_byte_for_byte_and_once() {
    let desk = Desk::new();
    let folder = desk.home().join("Old notes");
    let put = |name: &str, bytes: &[u8]| {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    };
    put("a.md", b"\xef\xbb\xbf---\r\ntitle: A\r\n---\r\n![](media/x.png)\r\n");
    put("deep/er/b.markdown", b"no newline");
    put("media/x.png", b"\x89PNG");
    put(".obsidian/app.json", b"{}");
    put("site.css", b"p {}");
    put("page.html", "<title>Tea &amp; cake</title><body><h1>Tea &amp; cake</h1><p>One\ntwo <em>three</em>.</p><p><img src=\"media/x.png\" alt=\"x\"></p></body>".as_bytes());
    put("a.html", b"<p>Other</p>");
    put("latin.html", b"<p>caf\xe9</p>");
    let plan = desk.app.plan_import(from(&folder)).unwrap();
    assert_eq!((plan.new, plan.here, plan.skipped), (5, 0, 2), "{plan:?}");
    let came = desk.app.import_posts(from(&folder)).unwrap();
    assert_eq!(rows(&came), rows(&plan));
    let all = files(&desk.library());
    for (name, place) in [
        ("a.md", "Old notes/a.md"),
        ("deep/er/b.markdown", "Old notes/deep/er/b.markdown"),
        ("media/x.png", "Old notes/media/x.png"),
    ] {
        assert_eq!(all[place], fs::read(folder.join(name)).unwrap(), "{name}");
    }
    assert_eq!(
        desk.file("Old notes/page.md"),
        "---\ntitle: Tea & cake\nstatus: draft\n---\n\nOne two *three*.\n\n![x](media/x.png)\n"
    );
    assert!(desk.file("Old notes/a-html.md").ends_with("\nOther\n"));
    let skipped: Vec<&str> = came
        .rows
        .iter()
        .filter(|row| row.outcome == ImportOutcome::Skipped)
        .map(|row| row.title.as_str())
        .collect();
    assert_eq!(skipped, ["latin.html", "site.css"]);
    // A post that was written on since stays; what is new in the folder comes.
    let desk = desk.outside("Old notes/a.md", "Mine now.");
    put("c.md", b"c");
    let again = desk.app.import_posts(from(&folder)).unwrap();
    assert_eq!((again.new, again.here), (1, 5), "{again:?}");
    assert_eq!(desk.file("Old notes/a.md"), "Mine now.");
    // Another folder of the same name has nothing in common with it.
    let other = desk.home().join("elsewhere/Old notes");
    fs::create_dir_all(&other).unwrap();
    fs::write(other.join("a.md"), "Another.").unwrap();
    desk.app.import_posts(from(&other)).unwrap();
    assert_eq!(desk.file("Old notes-2/a.md"), "Another.");
}

#[test]
fn one_file_comes_beside_what_has_its_name() {
    let desk = Desk::new().outside("note.md", "Mine.\n");
    let file = desk.home().join("note.md");
    fs::write(&file, b"\xef\xbb\xbfTheirs.\r\n").unwrap();
    for (round, new, here) in [(1, 1, 0), (2, 0, 1)] {
        let came = desk.app.import_posts(from(&file)).unwrap();
        assert_eq!((came.new, came.here), (new, here), "round {round}: {came:?}");
    }
    assert_eq!(desk.bytes("note-2.md"), b"\xef\xbb\xbfTheirs.\r\n");
    assert_eq!(desk.file("note.md"), "Mine.\n");
}

#[test]
fn pages_open_from_disk_with_their_links_and_pictures() {
    let desk = Desk::new()
        .outside("a.md", "---\ntitle: \"<b>A & B\"\ndate: 2026-11-23\nstatus: published\n---\n[next](sub/b.md#part) ![](media/x.png)\n\n<script>alert(1)</script>\n")
        .outside("sub/b.md", "[back](../a.md), [away](https://example.org/a.md), [gone](gone.md)\n\n## Part\n")
        .outside("media/x.png", b"\x89PNG")
        .outside("bad.md", b"\xff");
    let site = desk.home().join("site");
    let exported = export(&desk, ExportForm::Html, &site, false).unwrap();
    assert_eq!(exported.count, 2);
    assert!(exported.notes[0].starts_with("\"bad.md\" is left out."), "{:?}", exported.notes);
    let all = files(&site);
    let names: Vec<&str> = all.keys().map(String::as_str).collect();
    assert_eq!(names, ["a.html", "index.html", "media/x.png", "style.css", "sub/b.html"]);
    let text = |name: &str| String::from_utf8(all[name].clone()).unwrap();
    let (a, b, index) = (text("a.html"), text("sub/b.html"), text("index.html"));
    assert!(
        a.contains("href=\"sub/b.html#part\"") && a.contains("&lt;b&gt;A &amp; B") && !a.contains("<script"),
        "{a}"
    );
    assert!(
        b.contains("href=\"../a.html\"")
            && b.contains("href=\"https://example.org/a.md\"")
            && b.contains("href=\"gone.md\""),
        "{b}"
    );
    assert!(index.contains("<h2>2026</h2>") && index.contains("<h2>Without a date</h2>"), "{index}");
    assert!(export(&desk, ExportForm::Html, &site, false).is_err(), "never over what is there");
    fs::write(site.join("own.txt"), "mine").unwrap();
    export(&desk, ExportForm::Html, &site, true).unwrap();
    assert_eq!(files(&site).len(), 6);
    assert!(export(&desk, ExportForm::Html, &desk.library().join("site"), false).is_err());
    // And in again: titles, words and links of the page.
    let other = Desk::new();
    fs::remove_file(site.join("index.html")).unwrap();
    other.app.import_posts(from(&site)).unwrap();
    assert!(other.file("site/a.md").contains("title: \"<b>A & B\"\n"), "{}", other.file("site/a.md"));
}

#[test]
fn a_zip_is_the_library_and_is_never_written_over() {
    let desk = samples().outside(".git/config", "x").outside("Über.md", "x");
    let place = desk.home().join("all");
    let exported = export(&desk, ExportForm::Zip, &place, false).unwrap();
    assert!(exported.place.ends_with("all.zip"), "{}", exported.place);
    let there = files(&desk.library()).into_keys().filter(|name| !name.starts_with('.')).count();
    assert_eq!(exported.count as usize, there);
    let refused = export(&desk, ExportForm::Zip, &place, false).unwrap_err();
    assert!(refused.message.contains("already something"), "{refused}");
    let one = ExportPosts {
        form: ExportForm::Zip,
        to: desk.home().join("one.zip").display().to_string(),
        posts: vec!["kitchen-sink.md".to_owned()],
        replace: false,
        records: false,
    };
    let exported = desk.app.export_posts(one).unwrap();
    assert!(exported.count > 1, "with its pictures: {}", exported.count);
}
