//! What came of a run, counted.

use crate::stage::Stage;
use app::wire::publishing::JobState;
use std::collections::BTreeSet;
use std::fmt;
use tests::model::{Blog, Post, World};

/// Runs and what was wrong with them.
#[derive(Default)]
pub struct Verdict {
    pub runs: usize,
    /// Jobs that ended with a question to the writer.
    pub asked: usize,
    pub faults: usize,
    pub kills: usize,
    pub said: usize,
    pub duplicates: Vec<String>,
    pub losses: Vec<String>,
    pub lies: Vec<String>,
    pub orphans: Vec<String>,
    pub exposed: Vec<String>,
}

impl Verdict {
    /// Looks at everything when the line is calm again and nothing is left to do.
    pub fn judge(&mut self, stage: &Stage, blog: &Blog, context: &str) {
        self.runs += 1;
        self.faults += blog.faults();
        self.kills += stage.laptop.kills;
        let (lies, said) = stage.laptop.witness.take();
        self.said += said;
        self.lies.extend(lies.into_iter().take(1).map(|lie| format!("{context}: {lie}")));
        for job in stage.laptop.jobs() {
            match job.state {
                JobState::Done | JobState::Cancelled => {}
                JobState::NeedsWriter if stage.may_ask => self.asked += 1,
                _ => self.losses.push(format!("{context}: {job:#?}")),
            }
        }
        blog.world(|world| self.look(stage, world, &blog.url, context));
    }

    fn look(&mut self, stage: &Stage, world: &World, home: &str, context: &str) {
        let wanted = &stage.press.wanted;
        let live = world.live();
        let (right, others): (Vec<&Post>, Vec<&Post>) =
            live.iter().partition(|post| wanted.is(post, world, home));
        match right.as_slice() {
            [] => self.losses.push(format!("{context}: {live:#?}")),
            [post] if post.slug.starts_with("cd-") && post.status != "draft" => {
                self.losses.push(format!("{context}: its address is {}", post.slug))
            }
            [post] => {
                let number = format!(": {}", post.id);
                let file = stage.laptop.read(&stage.press.path);
                if !file.lines().any(|line| {
                    line.trim_start().starts_with("\"127.") || line.trim_start().starts_with("127.")
                }) || !file.contains(&number)
                {
                    self.losses.push(format!("{context}: the file does not name the post: {file}"));
                }
            }
            more => self.duplicates.push(format!("{context}: {more:#?}")),
        }
        for post in others {
            let empty = post.content.trim().is_empty();
            let list = if empty { &mut self.orphans } else { &mut self.duplicates };
            list.push(format!("{context}: {post:#?}"));
        }
        let emptied = |post: &&Post| post.status == "trash" && !post.content.trim().is_empty();
        self.losses.extend(
            world.posts.values().filter(emptied).map(|post| format!("{context}: in the trash: {post:#?}")),
        );
        let names: Vec<&String> = world.media.iter().map(|media| &media.name).collect();
        match names.len().cmp(&stage.pictures) {
            std::cmp::Ordering::Less => self.losses.push(format!("{context}: pictures {names:?}")),
            std::cmp::Ordering::Greater => self.duplicates.push(format!("{context}: pictures {names:?}")),
            std::cmp::Ordering::Equal => {}
        }
        let mut terms = BTreeSet::new();
        for term in &world.terms {
            if !terms.insert((term.taxonomy, term.parent, term.name.to_lowercase())) {
                self.duplicates.push(format!("{context}: {term:?}"));
            }
        }
        for seen in &world.shown {
            let asked = |wanted: &tests::model::Wanted| {
                wanted.title == seen.title
                    && tests::model::words(&wanted.text) == tests::model::words(&seen.content)
            };
            if !stage.may_be_seen.iter().any(asked) || seen.slug.starts_with("cd-") {
                self.exposed.push(format!("{context}: {seen:?}"));
            }
        }
    }

    /// Adds another's counts.
    pub fn add(&mut self, other: Self) {
        self.runs += other.runs;
        self.asked += other.asked;
        self.faults += other.faults;
        self.kills += other.kills;
        self.said += other.said;
        self.duplicates.extend(other.duplicates);
        self.losses.extend(other.losses);
        self.lies.extend(other.lies);
        self.orphans.extend(other.orphans);
        self.exposed.extend(other.exposed);
    }

    /// Prints the numbers; fails with the first of what was wrong.
    pub fn is_clean(&self, what: &str) {
        println!("{what}: {self}");
        let wrong = [&self.duplicates, &self.losses, &self.lies, &self.orphans, &self.exposed];
        let first: Vec<&String> = wrong.into_iter().flat_map(|list| list.iter().take(3)).collect();
        assert!(first.is_empty(), "{what}: {first:#?}");
        assert!(self.runs > 0, "{what}: nothing was tried");
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} duplicates, {} losses, {} false statements, {} orphans, {} made public unasked, of {} runs ({} faults, {} kills, {} statements heard)",
            self.duplicates.len(),
            self.losses.len(),
            self.lies.len(),
            self.orphans.len(),
            self.exposed.len(),
            self.runs,
            self.faults,
            self.kills,
            self.said
        )
    }
}

/// Runs `work` for every number below `count`, on a few threads, each with a blog of its own.
pub fn of_all(count: usize, work: impl Fn(&Blog, usize) -> Verdict + Sync) -> Verdict {
    const THREADS: usize = 6;
    let next = std::sync::atomic::AtomicUsize::new(0);
    let mut verdict = Verdict::default();
    std::thread::scope(|scope| {
        let one = || {
            let blog = crate::stage::blog();
            let mut verdict = Verdict::default();
            loop {
                let n = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                if n >= count {
                    return verdict;
                }
                verdict.add(work(&blog, n));
            }
        };
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(one)).collect();
        threads.into_iter().for_each(|thread| verdict.add(thread.join().unwrap()));
    });
    verdict
}

/// Whether the long run was asked for.
pub fn is_long() -> bool {
    std::env::var_os("COPYDESK_LONG").is_some()
}
