//! Two computers share a library through a bare remote, with the git of this machine.

use crate::outbox::desk_at;
use crate::small_blog::SmallBlog;
use app::wire::Nothing;
use app::wire::conflict::{ChunkKind, CompareConflict, ResolveConflict, TakeView};
use app::wire::error::WireError;
use app::wire::git::{CommitOnPublish, GitView, SyncLibrary, Synced};
use app::wire::library::OnePost;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tests::desk::Desk;
use tests::model::Dice;

/// Git as a person would type it.
fn git(folder: &Path, words: &[&str]) -> String {
    let output = Command::new("git")
        .args(["-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always"])
        .args(words)
        .current_dir(folder)
        .env("GIT_TERMINAL_PROMPT", "0")
        .output()
        .expect("git is installed");
    assert!(output.status.success(), "git {words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A remote and computers that know it.
struct Remote(tempfile::TempDir);

impl Remote {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        git(folder.path(), &["init", "--quiet", "--bare", "remote.git"]);
        Self(folder)
    }

    fn place(&self) -> PathBuf {
        self.0.path().join("remote.git")
    }

    /// A computer whose library is a work tree of it.
    fn computer(&self, name: &str) -> Desk {
        let desk = Desk::new();
        let library = desk.library();
        git(&library, &["init", "--quiet"]);
        git(&library, &["config", "user.name", name]);
        git(&library, &["config", "user.email", "writer@example.org"]);
        git(&library, &["remote", "add", "origin", &self.place().display().to_string()]);
        git(&library, &["config", "branch.main.remote", "origin"]);
        git(&library, &["config", "branch.main.merge", "refs/heads/main"]);
        desk
    }
}

fn sync(desk: &Desk) -> Synced {
    try_sync(desk).unwrap_or_else(|error| panic!("{error}: {} {}", error.hint, error.detail))
}

fn try_sync(desk: &Desk) -> Result<Synced, WireError> {
    desk.app.sync_library(SyncLibrary::default())
}

fn state(desk: &Desk) -> GitView {
    desk.app.git_state(Nothing {}).unwrap().expect("a work tree")
}

/// The posts by their place.
fn posts(desk: &Desk) -> BTreeMap<String, String> {
    let files = fs::read_dir(desk.library()).unwrap().flatten();
    let names = files.filter_map(|file| file.file_name().into_string().ok());
    let posts = names.filter(|name| name.ends_with(".md") && !name.contains("conflict"));
    posts.map(|name| (name.clone(), desk.file(&name))).collect()
}

/// Takes both sides of every conflict on this computer.
fn takes_both(desk: &Desk) -> usize {
    let mut settled = 0;
    for path in posts(desk).into_keys() {
        while let Some(found) =
            desk.app.list_conflicts(OnePost { path: path.clone() }).unwrap().into_iter().next()
        {
            let request = CompareConflict { path: path.clone(), with: found.with };
            let comparison = desk.app.compare_conflict(request.clone()).unwrap();
            let asked = comparison.chunks.iter().filter(|chunk| chunk.kind == ChunkKind::Both);
            desk.app
                .resolve_conflict(ResolveConflict {
                    request,
                    fingerprint: comparison.fingerprint.clone(),
                    theirs: false,
                    takes: asked.map(|_| TakeView::Both).collect(),
                    fields: Vec::new(),
                })
                .unwrap();
            settled += 1;
        }
    }
    settled
}

#[test]
fn what_one_computer_writes_the_other_has() {
    let remote = Remote::new();
    let train = remote
        .computer("train")
        .outside("a.md", "One.\n")
        .outside("media/a.png", "picture")
        .outside("build.log", "no post");
    assert_eq!((state(&train).changed, state(&train).branch.as_str()), (2, "main"));
    let first = sync(&train);
    assert!(first.committed && first.sent && !first.received, "{first:?}");
    let home = remote.computer("home").outside("b.md", "Two.\n");
    assert!(sync(&home).received);
    assert_eq!((home.file("a.md"), home.bytes("media/a.png")), ("One.\n".into(), b"picture".to_vec()));
    assert!(sync(&train).received);
    assert_eq!(posts(&train), posts(&home));
    assert!(!home.library().join("build.log").exists(), "other files are not ours to commit");
    let ignored = train.file(".copydesk/.gitignore");
    assert!(ignored.contains("/versions/") && !ignored.contains("publications"));
    assert_eq!(sync(&train).message, "Both sides are the same.");
}

#[test]
fn different_paragraphs_merge_and_the_same_one_becomes_a_conflict_file() {
    let remote = Remote::new();
    let base = "---\ntitle: A\n---\n\nOne.\n\nTwo.\n\nThree.\n";
    let train = remote.computer("train").outside("a.md", base).outside("b.md", base);
    sync(&train);
    let home = remote.computer("home");
    sync(&home);
    let train = train
        .outside("a.md", base.replace("One.", "One train."))
        .outside("b.md", base.replace("Two.", "Two train."));
    let home = home
        .outside("a.md", base.replace("One.\n\nTwo.", "One.\n\nTwo home."))
        .outside("b.md", base.replace("Two.", "Two home."));
    sync(&train);
    let synced = sync(&home);
    assert_eq!((synced.conflicts.as_slice(), synced.sent), (&["b.md".to_owned()][..], true), "{synced:?}");
    assert_eq!(home.file("a.md"), "---\ntitle: A\n---\n\nOne train.\n\nTwo home.\n\nThree.\n");
    assert_eq!(home.file("b.md"), base.replace("Two.", "Two home."), "no mark stands in a post");
    assert_eq!(git(&home.library(), &["status", "--porcelain", "--untracked-files=no"]), "");
    assert_eq!(takes_both(&home), 1);
    assert_eq!(home.file("b.md"), base.replace("Two.", "Two home.\n\nTwo train."));
    sync(&home);
    sync(&train);
    assert_eq!(posts(&train), posts(&home));
}

/// Random edits of both computers with syncs in between.
#[test]
fn two_hundred_edits_on_two_computers_lose_no_word() {
    const EDITS: usize = 200;
    let remote = Remote::new();
    let mut dice = Dice::new(7);
    let mut written: BTreeSet<String> = BTreeSet::new();
    let start =
        |n: usize| (0..5).map(|p| format!("start{n}x{p} word.")).collect::<Vec<_>>().join("\n\n") + "\n";
    let train = (0..3).fold(remote.computer("train"), |desk, n| desk.outside(&format!("p{n}.md"), start(n)));
    sync(&train);
    let home = remote.computer("home");
    sync(&home);
    let mut desks = [train, home];
    let (mut syncs, mut merges, mut conflicts) = (0, 0, 0);
    for step in 0..EDITS {
        let [train, home] = desks;
        let (mut one, other) = if dice.roll(2) == 0 { (train, home) } else { (home, train) };
        let post = format!("p{}.md", dice.roll(3));
        let text = one.file(&post);
        let mut parts: Vec<String> = text.trim_end().split("\n\n").map(str::to_owned).collect();
        let at = dice.roll(parts.len());
        let word = format!("w{step}x");
        // Nothing that was written is taken out again: whatever is missing in the end was lost.
        match dice.roll(3) {
            0 => parts.insert(at, format!("{word} new.")),
            1 => parts[at].push_str(&format!(" {word}")),
            _ => parts[at].insert_str(0, &format!("{word} ")),
        }
        written.insert(word);
        one = one.outside(&post, parts.join("\n\n") + "\n");
        if dice.roll(4) == 0 {
            let synced = sync(&one);
            syncs += 1;
            merges += usize::from(synced.received && synced.sent);
            conflicts += takes_both(&one);
        }
        desks = [one, other];
    }
    for _ in 0..3 {
        for desk in &desks {
            sync(desk);
            conflicts += takes_both(desk);
        }
    }
    desks.iter().for_each(|desk| drop(sync(desk)));
    sync(&desks[0]);
    let [one, other] = desks.each_ref().map(posts);
    let words: BTreeSet<&str> = one.values().flat_map(|text| text.split_whitespace()).collect();
    let lost = written.iter().filter(|word| !words.contains(word.as_str())).count();
    let differing = one.iter().filter(|(path, text)| other.get(*path) != Some(*text)).count();
    println!(
        "{lost} of {} words lost, {differing} of {} posts differ; {syncs} syncs, {merges} merges, {conflicts} conflicts settled",
        written.len(),
        one.len()
    );
    assert_eq!((lost, differing, one.len()), (0, 0, other.len()));
    assert!(merges > 3 && conflicts > 3, "the test must collide to mean something");
    assert!(one.values().all(|text| !text.contains("<<<<<<<")));
}

/// What stands in the way ends in a sentence, and every post is as it was.
#[test]
fn every_bad_state_is_told_and_changes_nothing() {
    type Case = (&'static str, fn(&Remote, &Desk), &'static str);
    let cases: [Case; 8] = [
        (
            "a merge in progress",
            |_, desk| {
                let head = git(&desk.library(), &["rev-parse", "HEAD"]);
                fs::write(desk.library().join(".git/MERGE_HEAD"), head).unwrap();
            },
            "merge was begun",
        ),
        (
            "a rebase in progress",
            |_, desk| fs::create_dir(desk.library().join(".git/rebase-merge")).unwrap(),
            "rebase was begun",
        ),
        (
            "a detached head",
            |_, desk| drop(git(&desk.library(), &["checkout", "--quiet", "--detach"])),
            "not on a branch",
        ),
        (
            "a hook that refuses",
            |_, desk| {
                let hook = desk.library().join(".git/hooks/pre-commit");
                fs::create_dir_all(hook.parent().unwrap()).unwrap();
                fs::write(&hook, "#!/bin/sh\necho no-thanks >&2\nexit 1\n").unwrap();
                #[cfg(unix)]
                fs::set_permissions(&hook, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
            },
            "hook",
        ),
        (
            "no repository at the remote",
            |_, desk| drop(git(&desk.library(), &["remote", "set-url", "origin", "/nowhere/at-all.git"])),
            "no repository",
        ),
        (
            "no answer",
            |_, desk| {
                drop(git(&desk.library(), &["remote", "set-url", "origin", "http://127.0.0.1:9/x.git"]))
            },
            "did not answer",
        ),
        (
            "another git at work",
            |_, desk| fs::write(desk.library().join(".git/index.lock"), "").unwrap(),
            "Another git",
        ),
        (
            "a file that is no post, changed on both sides",
            |remote, desk| {
                let library = desk.library();
                fs::write(library.join("Makefile"), "here\n").unwrap();
                git(&library, &["add", "Makefile"]);
                git(&library, &["commit", "--quiet", "-m", "here"]);
                let other = remote.0.path().join("other");
                git(remote.0.path(), &["clone", "--quiet", &remote.place().display().to_string(), "other"]);
                fs::write(other.join("Makefile"), "there\n").unwrap();
                git(&other, &["add", "Makefile"]);
                git(
                    &other,
                    &[
                        "-c",
                        "user.name=x",
                        "-c",
                        "user.email=x@example.org",
                        "commit",
                        "--quiet",
                        "-m",
                        "there",
                    ],
                );
                git(&other, &["push", "--quiet"]);
            },
            "no posts: \"Makefile\"",
        ),
    ];
    for (name, spoil, expected) in cases {
        let remote = Remote::new();
        let desk = remote.computer("train").outside("a.md", "One.\n");
        sync(&desk);
        git(&remote.place(), &["symbolic-ref", "HEAD", "refs/heads/main"]);
        let desk = desk.outside("a.md", "One and more.\n");
        spoil(&remote, &desk);
        let error = try_sync(&desk).expect_err(name);
        assert!(error.message.contains(expected), "{name}: {error} {}", error.detail);
        assert!(!error.hint.is_empty() && !error.message.contains('!'), "{name}");
        assert_eq!(desk.file("a.md"), "One and more.\n", "{name}");
    }
    let desk = Desk::new().outside("a.md", "One.\n");
    assert!(desk.app.git_state(Nothing {}).unwrap().is_none(), "no work tree, nothing offered");
    assert!(try_sync(&desk).unwrap_err().message.contains("no git work tree"));
}

#[test]
fn a_folder_that_the_work_tree_ignores_is_not_offered() {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir_all(home.path().join("target/posts")).unwrap();
    git(home.path(), &["init", "--quiet"]);
    fs::write(home.path().join("target/posts/a.md"), "One.\n").unwrap();
    for (ignored, offered) in [("", true), ("/target/\n", false)] {
        fs::write(home.path().join(".gitignore"), ignored).unwrap();
        let desk = Desk::new();
        let folder = home.path().join("target/posts").display().to_string();
        desk.app.open_library(app::wire::library::OpenLibrary { folder }).unwrap();
        assert_eq!(desk.app.git_state(Nothing {}).unwrap().is_some(), offered, "{ignored:?}");
    }
}

#[test]
fn a_library_in_a_sub_folder_leaves_the_rest_and_staged_work_alone() {
    let remote = Remote::new();
    let home = tempfile::tempdir().unwrap();
    let top = home.path().join("site");
    fs::create_dir_all(top.join("content")).unwrap();
    let desk = Desk::new();
    git(&top, &["init", "--quiet"]);
    git(&top, &["config", "user.name", "x"]);
    git(&top, &["config", "user.email", "x@example.org"]);
    git(&top, &["remote", "add", "origin", &remote.place().display().to_string()]);
    fs::write(top.join("theme.css"), "staged work").unwrap();
    fs::write(top.join("content/a b.md"), "One.\n").unwrap();
    git(&top, &["add", "theme.css"]);
    desk.app
        .open_library(app::wire::library::OpenLibrary { folder: top.join("content").display().to_string() })
        .unwrap();
    assert_eq!(state(&desk).changed, 1);
    assert!(sync(&desk).sent);
    let committed = git(&top, &["ls-tree", "-r", "--name-only", "HEAD"]);
    assert_eq!(committed, "content/.copydesk/.gitignore\ncontent/a b.md\n");
    assert_eq!(git(&top, &["diff", "--cached", "--name-only"]), "theme.css\n", "still staged, not committed");
}

#[test]
fn a_published_post_is_committed_with_its_record_and_nothing_else_where_that_is_wished() {
    for wished in [false, true] {
        let blog = SmallBlog::open();
        let (desk, account) = desk_at(&blog);
        let library = desk.library();
        git(&library, &["init", "--quiet"]);
        git(&library, &["config", "user.name", "x"]);
        git(&library, &["config", "user.email", "x@example.org"]);
        desk.app.commit_on_publish(CommitOnPublish { on: wished }).unwrap();
        assert_eq!(state(&desk).commit_on_publish, wished);
        let desk = desk
            .outside("harbour.md", "---\ntitle: Harbour\n---\n\nText.\n")
            .outside("other.md", "Not yet.\n");
        desk.published("harbour.md", &account, "published");
        if !wished {
            assert!(git(&library, &["for-each-ref"]).is_empty(), "nothing is committed unasked");
            continue;
        }
        assert_eq!(git(&library, &["log", "--format=%s"]), "Publish \"Harbour\"\n");
        let files = git(&library, &["ls-tree", "-r", "--name-only", "HEAD"]);
        assert!(files.contains("harbour.md") && files.contains(".copydesk/publications/"), "{files}");
        assert!(!files.contains("other.md") && !files.contains("versions"), "{files}");
    }
}

/// Between the fetch and the push of one computer another one sends something.
#[cfg(unix)]
#[test]
fn a_push_that_came_second_begins_anew() {
    let remote = Remote::new();
    let train = remote.computer("train").outside("a.md", "One.\n");
    sync(&train);
    git(&remote.place(), &["symbolic-ref", "HEAD", "refs/heads/main"]);
    git(remote.0.path(), &["clone", "--quiet", &remote.place().display().to_string(), "other"]);
    let other = remote.0.path().join("other");
    fs::write(other.join("b.md"), "Two.\n").unwrap();
    git(&other, &["add", "b.md"]);
    git(&other, &["-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "--quiet", "-m", "there"]);
    let hook = train.library().join(".git/hooks/pre-push");
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    let script = format!(
        "#!/bin/sh\nunset GIT_DIR GIT_INDEX_FILE GIT_WORK_TREE\n[ -e \"$0.done\" ] || {{ touch \"$0.done\"; git -C '{}' push --quiet; }}\n",
        other.display()
    );
    fs::write(&hook, script).unwrap();
    fs::set_permissions(&hook, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let train = train.outside("a.md", "One and more.\n");
    let synced = sync(&train);
    assert!(synced.sent && synced.received, "{synced:?}");
    assert_eq!((train.file("a.md").as_str(), train.file("b.md").as_str()), ("One and more.\n", "Two.\n"));
    assert_eq!(
        git(&remote.place(), &["ls-tree", "-r", "--name-only", "main"]),
        ".copydesk/.gitignore\na.md\nb.md\n"
    );
}
